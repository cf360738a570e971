"""What a customer sent along stands in the story where he sent it, so that nobody works without having seen it."""

import re
from io import BytesIO

import pytest
from PIL import Image

from shouwen.base.models import Attachment
from shouwen.capabilities.intake.commands.receive_request import Request, receive_request
from shouwen.capabilities.intake.ports import MailAttachment
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.commands import NewTicket
from tests.capabilities.tickets.makers import MONDAY_9

pytestmark = pytest.mark.django_db


# REQ SA-8 SA-13
def test_the_files_of_the_first_request_stand_at_the_entry_that_tells_of_it(desk, browse):
    drawn = BytesIO()
    Image.new("RGB", (4, 3)).save(drawn, "PNG")
    sent = [
        MailAttachment("屏幕.png", "image/png", drawn.getvalue()),
        MailAttachment("日志.txt", "text/plain", b"log"),
    ]
    new = NewTicket(
        klass="fault", description="屏幕不亮", channel=Channel.PORTAL, impact="person", urgency="minor",
        customer=desk.customer, contact=desk.contact, has_screenshot=True,
    )  # fmt: skip
    item = receive_request(request=Request(new=new, attachments=sent), actor=desk.as_contact, at=MONDAY_9)

    page = browse(desk.agent).get(f"/t/{item.ticket.number}/story").content.decode()

    entry = re.search(r'<li class="entry[^"]*" id="fact-1">.*?</li>', page, re.DOTALL)[0]
    files = Attachment.objects.filter(subject_id=item.ticket.pk).order_by("pk")
    assert [(one.name, f"/files/{one.token}" in entry) for one in files] == [
        ("屏幕.png", True), ("日志.txt", True)
    ]  # fmt: skip
    assert entry.count("<img") == 1
