"""A regulation that an earlier build accepted stays in force when rules are added, and the doctor says what to mend."""

import pytest

from shouwen.base.time import database_now
from shouwen.capabilities.regulations.commands import activate_regulation, draft_from, edit_part
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import active_regulation, faults_since, in_force, look_again
from shouwen.capabilities.regulations.refusals import DocumentRefused
from shouwen.capabilities.tickets.commands import register_ticket
from shouwen.doctor import desk as looks
from shouwen.doctor.findings import Health
from shouwen.doctor.questions import Asked
from shouwen.web.status.sentences import found_words
from tests.capabilities.regulations.test_versions import ACTIVATOR, AUTHOR
from tests.capabilities.tickets.makers import Desk, a_desk, a_request

pytestmark = pytest.mark.django_db
RULE = ("required_fields", "how_bad")
IMPOSSIBLE = "required_fields:\n  how_bad: {name: {zh: 级别, en: Level}, field: level, on: register}\n"


@pytest.fixture
def desk() -> Desk:
    """A desk whose regulation in force asks at registration for what no form of it has."""
    made = a_desk()
    version = in_force(database_now())
    text = version.document.replace("required_fields:\n", IMPOSSIBLE)
    assert text != version.document
    RegulationVersion.objects.filter(pk=version.pk).update(document=text)
    active_regulation.__globals__["_kept"].cache_clear()
    look_again()
    return made


def test_it_is_read_as_it_was_kept(desk):
    assert active_regulation().document.required_fields["how_bad"].field == "level"


# REQ SA-8
def test_a_rule_that_nobody_could_obey_binds_nobody(desk):
    ticket = register_ticket(new=a_request(desk), actor=desk.as_agent, at=database_now())

    assert ticket.number


def test_the_doctor_names_the_rule(desk):
    found = looks.rules(Asked())

    assert found.health == Health.AMBER
    assert "how_bad" in found.found
    assert "how_bad" in found_words(found.found)


def test_the_doctor_finds_nothing_in_what_this_build_accepts(db):
    a_desk()

    assert looks.rules(Asked()).health == Health.GREEN


def test_it_is_put_into_force_again_only_when_mended(desk):
    draft = draft_from(version=in_force(database_now()), actor=AUTHOR, at=database_now())
    with pytest.raises(DocumentRefused, match="how_bad"):
        activate_regulation(version=draft, actor=ACTIVATOR, at=database_now())
    seen = {"name": {"zh": "级别", "en": "Level"}, "field": "level", "on": ["register"]}

    edit_part(version=draft, path=RULE, base=seen, value=None, actor=AUTHOR, at=database_now())
    activate_regulation(version=draft, actor=ACTIVATOR, at=database_now())

    assert faults_since(in_force(database_now())) == ()
