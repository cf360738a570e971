"""Versions of the regulation are drafted, compared, activated and asked for; codes are projected and kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from shouwen.base.actors import SYSTEM, Actor
from shouwen.base.journal import facts_of
from shouwen.base.models import Fact
from shouwen.base.numbering import next_number
from shouwen.base.refusals import NotPermitted, NotVisible
from shouwen.base.time import fixed_at
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.commands import (
    activate_regulation,
    adopt_preset,
    export_regulation,
    import_regulation,
    save_draft,
)
from shouwen.capabilities.regulations.models import Code, RegulationVersion
from shouwen.capabilities.regulations.queries import (
    active_regulation,
    key,
    look_again,
    names_of,
    preset_text,
    regulation_of,
    what_changes,
)
from shouwen.capabilities.regulations.refusals import (
    BeforeTheLast,
    DocumentRefused,
    NoRegulation,
    NoSuchPreset,
    NotADraft,
)
from shouwen.domain.regulation.comparing import Change

pytestmark = pytest.mark.django_db

MONDAY_9 = datetime(2026, 11, 23, 1, tzinfo=UTC)
TUESDAY_9 = MONDAY_9 + timedelta(days=1)
AUTHOR = Actor(kind="person", id=7, grants=frozenset({"regulations.draft"}), via="web")
ACTIVATOR = Actor(
    kind="person", id=8, grants=frozenset({"regulations.draft", "regulations.activate"}), via="web"
)
QUICKER = ("{when: {level: high}, within: {working: 30m}", "{when: {level: high}, within: {working: 20m}")


@pytest.fixture(autouse=True)
def on_monday():
    with fixed_at(MONDAY_9):
        yield


def a_draft(text: str = "", *, actor: Actor = AUTHOR, note: str = "") -> RegulationVersion:
    return import_regulation(text=text or preset_text("desk"), actor=actor, at=MONDAY_9, note=note)


def a_regulation_in_force(text: str = "", *, at: datetime = MONDAY_9) -> RegulationVersion:
    return activate_regulation(version=a_draft(text), actor=ACTIVATOR, at=at).version


def names_told(version: RegulationVersion) -> list[str]:
    return [fact.name for fact in facts_of(version.pk)]


# REQ BX-4
def test_an_imported_document_is_a_draft_that_is_not_in_force():
    version = a_draft(note="first")

    assert (version.number, version.code, version.state, version.author_id, version.note) == (
        1,
        "desk",
        VersionState.DRAFT,
        7,
        "first",
    )
    assert names_told(version) == ["regulation.drafted"]
    with pytest.raises(NoRegulation):
        active_regulation()


def test_a_document_with_faults_is_refused_with_all_of_them_and_nothing_is_kept():
    text = (
        preset_text("desk").replace("closing: answered\n", "closing: x\n").replace("prefix: IQ", "prefix: SD")
    )

    with pytest.raises(DocumentRefused) as caught:
        a_draft(text)

    assert [(fault.section, fault.key) for fault in caught.value.problems] == [
        ("classes", "inquiry.closing"),
        ("classes", "fault.prefix"),
    ]
    assert all(fault.line for fault in caught.value.problems)
    assert (RegulationVersion.objects.count(), Fact.objects.count()) == (0, 0)


def test_drafting_and_activating_need_their_grants():
    with pytest.raises(NotPermitted):
        import_regulation(text=preset_text("desk"), actor=Actor(kind="person", id=1), at=MONDAY_9)
    with pytest.raises(NotPermitted):
        activate_regulation(version=a_draft(), actor=AUTHOR, at=MONDAY_9)

    assert not RegulationVersion.objects.exclude(state=VersionState.DRAFT).exists()


def test_a_draft_changes_until_it_is_in_force_and_then_never_again():
    version = a_draft()
    save_draft(version=version, text=preset_text("dealer"), actor=AUTHOR, at=MONDAY_9)

    assert regulation_of(version.pk).document.code == "dealer"

    activate_regulation(version=version, actor=ACTIVATOR, at=MONDAY_9)
    with pytest.raises(NotADraft):
        save_draft(version=version, text=preset_text("desk"), actor=AUTHOR, at=MONDAY_9)
    assert regulation_of(version.pk).document.code == "dealer"


# REQ BX-4
def test_activation_puts_the_document_into_force_and_tells_the_journal():
    version = a_regulation_in_force()
    compiled = active_regulation()

    assert (compiled.id, compiled.number, compiled.document.code) == (version.pk, 1, "desk")
    assert len(compiled.terms) > 10
    assert names_told(version) == ["regulation.drafted", "regulation.activated"]
    assert compiled.state_name("in_progress") == "处理中"


def test_the_next_version_retires_the_one_before_at_the_same_instant():
    first = a_regulation_in_force()
    second = a_draft(preset_text("desk").replace(*QUICKER, 1))

    done = activate_regulation(version=second, actor=ACTIVATOR, at=TUESDAY_9)
    first.refresh_from_db()

    assert (first.state, first.active_to) == (VersionState.RETIRED, TUESDAY_9)
    assert done.changes == [Change("targets/response/limits/1/within/working", "30m", "20m")]
    assert active_regulation(at=TUESDAY_9 - timedelta(microseconds=1)).id == first.pk
    assert active_regulation(at=TUESDAY_9).id == second.pk
    assert names_told(first)[-1] == "regulation.retired"


def test_a_version_can_come_into_force_later():
    first = a_regulation_in_force()
    second = a_draft(preset_text("dealer"))
    activate_regulation(version=second, actor=ACTIVATOR, at=MONDAY_9, active_from=TUESDAY_9)

    assert active_regulation().id == first.pk
    with fixed_at(TUESDAY_9):
        assert active_regulation().id == second.pk


def test_no_version_comes_into_force_before_the_one_it_follows():
    first = a_regulation_in_force(at=TUESDAY_9)

    with pytest.raises(BeforeTheLast):
        activate_regulation(version=a_draft(), actor=ACTIVATOR, at=MONDAY_9)

    first.refresh_from_db()
    assert first.state == VersionState.ACTIVE


def test_the_database_allows_one_version_in_force():
    a_regulation_in_force()

    with pytest.raises(IntegrityError), transaction.atomic():
        RegulationVersion.objects.filter(pk=a_draft().pk).update(
            state=VersionState.ACTIVE, active_from=MONDAY_9
        )


# REQ BX-9
def test_every_code_is_projected_with_kind_rank_and_names():
    version = a_regulation_in_force()
    code = Code.objects.get(pk="level/high")

    assert (code.kind, code.code, code.rank, code.names, code.first_version_id, code.last_version_id) == (
        "level",
        "high",
        1,
        {"zh": "高", "en": "High"},
        version.pk,
        version.pk,
    )
    assert names_of(["class/fault", "route/prospect"], language="en") == {
        "class/fault": "Fault",
        "route/prospect": "Prospect",
    }
    assert key("grade", "fair") in set(Code.objects.values_list("pk", flat=True))


def test_codes_that_fell_away_stay_with_their_last_version():
    first = a_regulation_in_force()
    second = activate_regulation(version=a_draft(preset_text("sla")), actor=ACTIVATOR, at=TUESDAY_9).version

    assert Code.objects.get(pk="level/high").last_version_id == first.pk
    assert Code.objects.get(pk="level/S1").first_version_id == second.pk
    kept = Code.objects.get(pk="class/fault")
    assert (kept.first_version_id, kept.last_version_id, kept.names["en"]) == (first.pk, second.pk, "Issue")


def test_numbers_can_be_drawn_for_every_class():
    a_regulation_in_force()

    numbers = [
        next_number(prefix=klass.prefix, day=MONDAY_9.date())
        for klass in active_regulation().document.classes.values()
    ]

    assert numbers == ["IQ-20261123-0001", "SD-20261123-0001", "CP-20261123-0001", "OT-20261123-0001"]


# REQ BX-4
def test_what_is_exported_imports_to_the_same_regulation():
    version = a_regulation_in_force(preset_text("software"))
    again = a_draft(export_regulation(version_id=version.pk))

    assert again.digest == version.digest
    assert what_changes(again) == []


def test_adopting_a_preset_twice_makes_one_version():
    first = adopt_preset(code="always-on", actor=SYSTEM, at=MONDAY_9)
    second = adopt_preset(code="always-on", actor=SYSTEM, at=TUESDAY_9)

    assert (first.pk, RegulationVersion.objects.count()) == (second.pk, 1)


def test_an_unknown_preset_names_those_there_are():
    with pytest.raises(NoSuchPreset) as caught:
        adopt_preset(code="hospital", actor=SYSTEM, at=MONDAY_9)

    assert caught.value.facts["presets"] == "default, desk, sla, always-on, dealer, software"


def test_a_version_that_does_not_exist_is_not_visible():
    with pytest.raises(NotVisible):
        regulation_of(10**9)


def test_a_version_once_compiled_costs_one_look_and_then_none(django_assert_num_queries, settings):
    a_regulation_in_force()
    active_regulation()
    with django_assert_num_queries(1):
        active_regulation()

    settings.ROLE = "web"
    look_again()
    with django_assert_num_queries(1):
        assert active_regulation() is active_regulation()
    look_again()


def test_a_serving_process_notices_a_new_version_after_activation(settings):
    settings.ROLE = "web"
    look_again()
    first = a_regulation_in_force()
    seen = active_regulation().id
    second = activate_regulation(
        version=a_draft(preset_text("dealer")), actor=ACTIVATOR, at=TUESDAY_9
    ).version

    with fixed_at(TUESDAY_9):
        assert (seen, active_regulation().id) == (first.pk, second.pk)
    look_again()


def test_drafts_are_numbered_without_gaps():
    assert [a_draft().number for _ in range(3)] == [1, 2, 3]


def test_the_key_of_a_code_is_its_kind_and_code():
    a_regulation_in_force()

    assert {row.pk for row in Code.objects.all()} == {f"{row.kind}/{row.code}" for row in Code.objects.all()}
