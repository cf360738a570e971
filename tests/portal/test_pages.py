import pytest

from tests.capabilities.tickets.makers import a_desk, a_ticket, a_ticket_in_work
from tests.portal.makers import a_visitor, signed_in

pytestmark = pytest.mark.django_db

def test_pages(tmp_path):
    desk = a_desk()
    stranger = a_visitor()
    for path in ("/portal/", "/portal/sign-in/", "/portal/about/"):
        answer = stranger.get(path)
        assert answer.status_code == 200, path
    client = signed_in(desk.contact)
    ticket = a_ticket_in_work(desk)
    token = ticket.subject.public_token
    for path in ("/portal/", "/portal/tickets/", "/portal/reports/fault", "/portal/reports/complaint", f"/portal/tickets/{token}/", f"/portal/tickets/{token}/registered"):
        answer = client.get(path)
        assert answer.status_code == 200, path
    print(answer.content.decode())
    answer = client.post("/portal/reports/fault", {"description": "屏幕不亮", "impact": "person", "urgency": "minor", "screenshot": "no"})
    assert answer.status_code == 303, answer.content.decode()
    answer = client.get(answer["Location"])
    assert answer.status_code == 200
