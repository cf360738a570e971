"""What is one's own, with something in it: whoever names it by its number or key reads, changes and takes nothing."""

import json
from datetime import timedelta

import pytest

from shouwen.base.time import database_now
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.tickets.queries.exporting import EXPORT_TICKETS, export_parameters
from shouwen.capabilities.tickets.queries.lists import Filters
from shouwen.capabilities.workplace.commands.snoozes import snooze
from shouwen.capabilities.workplace.models import Draft, Snooze
from tests.api.makers import a_program
from tests.capabilities.jobs.makers import finish
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db


def test_a_file_of_anothers_work_opens_for_nobody_else(desk, browser_of):
    a_ticket(desk)
    parameters = export_parameters(view="open", filters=Filters())
    job = ask_for(kind=EXPORT_TICKETS, parameters=parameters, actor=desk.as_manager)
    finish(job)
    administrator, _actor = an_administrator()
    before = Job.objects.values().get()

    taken = {}
    for person in (desk.agent, administrator):
        program, browser = a_program(person), browser_of(person)
        taken[person.user_name] = [
            program.get(f"/jobs/{job.pk}/file").status_code,
            program.post(f"/jobs/{job.pk}/repeats").status_code,
            browser.get(f"/jobs/{job.pk}/file").status_code,
            browser.post(f"/jobs/{job.pk}/repeats").status_code,
        ]

    assert {status for statuses in taken.values() for status in statuses} <= {403, 404}
    assert a_program(desk.agent).get(f"/jobs/{job.pk}").status_code == 404
    assert a_program(desk.agent).post(f"/jobs/{job.pk}/cancellation").status_code == 404
    assert Job.objects.values().get() == before
    assert a_program(desk.manager).get(f"/jobs/{job.pk}/file").status_code == 200


def test_what_another_put_off_stays_put_off(desk, browser_of):
    ticket = a_ticket_in_work(desk)
    key, at = f"ticket-{ticket.number}", database_now()
    snooze(key=key, until=at + timedelta(days=1), actor=actor_of(desk.engineer), at=at)
    colleague = a_program(desk.manager)

    put_off = colleague.post(f"/todo/{key}/snoozes", {"until": (at + timedelta(days=2)).isoformat()})
    colleague.post(f"/todo/{key}/wakings")
    browser_of(desk.manager).post(f"/todo/{key}/waking")

    assert put_off.status_code == 404
    assert colleague.get("/todo?show=snoozed").json()["items"] == []
    assert Snooze.objects.get().person == desk.engineer


def test_what_another_began_to_write_is_read_changed_and_discarded_by_nobody_else(desk, browser_of):
    place = f"ticket/{a_ticket(desk).pk}/answer"
    mine, his = browser_of(desk.agent), browser_of(desk.manager)

    def keep(browser, text):
        sent = {"place": place, "texts": {"body": text}, "base": {"body": ""}, "picks": {}}
        return browser.post("/drafts", json.dumps(sent), content_type="application/json").json()["texts"]

    keep(mine, "我的")
    assert his.get("/drafts/kept", {"place": place}).json() == {}
    assert keep(his, "他的") == {"body": "他的"}
    his.post("/drafts/forgotten", {"place": place})

    (draft,) = Draft.objects.all()
    assert (draft.person, draft.texts) == (desk.agent, {"body": "我的"})
