"""The demo story is told by commands, whole and once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.people.commands.shipped_roles import ship_roles
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.commands import adopt_preset
from shouwen.capabilities.service_levels.commands.rebuilding import rebuild
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.capabilities.workplace.models import Review
from shouwen.capabilities.workplace.queries.hints import tallies
from shouwen.demo import story
from tests.kept_rows import made_once
from tests.portal.makers import a_visitor, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return made_once("the story", tell)


def tell() -> str:
    founded = timezone.now() - timedelta(days=40)
    ship_roles(at=founded)
    adopt_preset(code="desk", actor=SYSTEM, at=founded)
    return story.load()


def test_the_story_shows_tickets_in_every_stage_and_names_its_sign_ins(told):
    states = Counter(Ticket.objects.values_list("state", flat=True))

    assert set(states) == {
        "new", "accepted", "dispatched", "in_progress", "suspended", "completed", "closed", "routed_away", "merged",
    }  # fmt: skip
    assert all(person.user_name in told for person in Person.objects.filter(is_demo=True))


def test_the_story_shows_drafts_looked_over_and_hints_that_learned(told):
    verdicts = {review.draft.person.user_name: review.verdict for review in Review.objects.all()}
    made_of_hints = tallies(at=timezone.now())

    assert verdicts == {"sunbo": "fine", "wangqiang": ""}
    assert (made_of_hints["product"].is_often_linked, made_of_hints["customer"].is_often_linked) == (
        True,
        False,
    )


# REQ SA-13
def test_each_customer_of_the_story_can_open_each_of_his_matters(told):
    links = {ticket.pk: progress_path(ticket) for ticket in Ticket.objects.select_related("subject")}
    resting = Ticket.objects.filter(state="suspended").values("customer")
    his = [
        signed_in(contact) for contact in Contact.objects.filter(customer__in=resting, mails__isnull=False)
    ]

    answers = {pk: a_visitor().get(link).status_code for pk, link in links.items()}
    lists = [browser.get(path).status_code for browser in his for path in ("/portal/", "/portal/tickets/")]

    assert set(answers.values()) == {200}
    assert set(lists) == {200}


def test_the_story_is_told_once(told):
    facts = Fact.objects.count()
    assert story.load() == told
    assert Fact.objects.count() == facts


# REQ BX-1
def test_every_clock_of_the_story_can_be_recomputed_from_its_facts(told):
    assert rebuild(check=True) == []


@pytest.mark.parametrize(
    "moment", ["2026-11-22 03:10", "2026-11-23 00:20", "2026-11-23 08:55", "2026-11-27 23:50"]
)
def test_the_story_can_be_told_at_any_hour(moment):
    """On a Sunday night, just after midnight, before the desk opens, on a Friday night."""
    now = datetime.fromisoformat(f"{moment}+08:00")
    ship_roles(at=now - timedelta(days=40))
    adopt_preset(code="desk", actor=SYSTEM, at=now - timedelta(days=40))

    story.begin(now).tell()

    assert Ticket.objects.filter(state="in_progress").exists()
