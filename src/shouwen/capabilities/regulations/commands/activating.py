"""Putting a version into force, and projecting its codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.numbering import make_sequence
from shouwen.base.permissions import require
from shouwen.base.refusals import StaleView
from shouwen.capabilities.regulations.choices import CodeKind, VersionState
from shouwen.capabilities.regulations.commands.drafting import checked, draft_from, import_regulation
from shouwen.capabilities.regulations.commands.reviewing import remark_on
from shouwen.capabilities.regulations.models import Code, RegulationVersion
from shouwen.capabilities.regulations.permissions import ACTIVATE, DRAFT, can_activate
from shouwen.capabilities.regulations.queries import (
    key,
    look_again,
    preset_digest,
    preset_text,
    what_changes,
)
from shouwen.capabilities.regulations.refusals import (
    BeforeTheLast,
    NotADraft,
    NotWaiting,
    ReasonMissing,
)
from shouwen.domain.regulation import NamedRule, Regulation, Text
from shouwen.domain.regulation.comparing import Change


@dataclass(frozen=True, slots=True)
class Activation:
    """A version put into force and what it changed of the one before."""

    version: RegulationVersion
    changes: list[Change]


@transaction.atomic
def activate_regulation(
    *,
    version: RegulationVersion,
    actor: Actor,
    at: datetime,
    active_from: datetime | None = None,
    remark: str = "",
) -> Activation:
    """`version` is in force from `active_from` (by default `at`) for everything registered from then on.

    The version before is retired at the same instant; every code and number prefix of the document exists in the
    database. Raises NotPermitted, NotADraft, BeforeTheLast, or StaleView where another was in force first, and then
    changes nothing.
    """
    require(can_activate(actor), grant=ACTIVATE)
    since = active_from or at
    before = RegulationVersion.objects.filter(state=VersionState.ACTIVE).first()
    subjects = {pk: journal.lock(pk) for pk in sorted({version.pk, *([before.pk] if before else [])})}
    version = RegulationVersion.objects.get(pk=version.pk)
    if version.state != VersionState.DRAFT:
        raise NotADraft(number=version.number)
    document = checked(version.document)  # an earlier build may have kept it
    if before and not RegulationVersion.objects.filter(pk=before.pk, state=VersionState.ACTIVE).exists():
        raise StaleView(number=before.number)
    if before and before.active_from and since <= before.active_from:
        raise BeforeTheLast(since=before.active_from)
    found = what_changes(version, against=before) if before else []
    if before:
        before.state, before.active_to = VersionState.RETIRED, since
        before.save(update_fields=["state", "active_to"])
        journal.record(
            subjects[before.pk],
            "regulation.retired",
            actor=actor,
            at=at,
            regulation_id=before.pk,
            number=before.number,
            next=version.pk,
            active_to=since,
        )
    version.state, version.active_from = VersionState.ACTIVE, since
    version.save(update_fields=["state", "active_from"])
    project(version, document)
    journal.record(
        subjects[version.pk],
        "regulation.activated",
        actor=actor,
        at=at,
        regulation_id=version.pk,
        number=version.number,
        digest=version.digest,
        previous=before.pk if before else None,
        active_from=since,
        sections=sorted({change.section for change in found}),
        remark=remark_on(version, remark, actor),
    )
    look_again()
    transaction.on_commit(look_again)
    return Activation(version, found)


@transaction.atomic
def withdraw_activation(
    *, version: RegulationVersion, remark: str, actor: Actor, at: datetime
) -> RegulationVersion:
    """A version that waits for its day is a draft again, and the one before stays in force.

    Raises NotPermitted, ReasonMissing, or NotWaiting if its day has come.
    """
    require(can_activate(actor), grant=ACTIVATE)
    if not remark.strip():
        raise ReasonMissing()
    before = RegulationVersion.objects.filter(active_to=version.active_from).exclude(active_to=None).first()
    subjects = {pk: journal.lock(pk) for pk in sorted({version.pk, *([before.pk] if before else [])})}
    version = RegulationVersion.objects.get(pk=version.pk)
    since = version.active_from
    if version.state != VersionState.ACTIVE or since is None or since <= at:
        raise NotWaiting(number=version.number)
    version.state, version.active_from = VersionState.DRAFT, None
    version.save(update_fields=["state", "active_from"])
    if before:
        before.state, before.active_to = VersionState.ACTIVE, None
        before.save(update_fields=["state", "active_to"])
    journal.record(
        subjects[version.pk],
        "regulation.activation_withdrawn",
        actor=actor,
        at=at,
        regulation_id=version.pk,
        number=version.number,
        active_from=since,
        remark=remark_on(version, remark, actor),
    )
    look_again()
    transaction.on_commit(look_again)
    return version


@transaction.atomic
def roll_back(*, to: RegulationVersion, remark: str, actor: Actor, at: datetime) -> Activation:
    """What `to` said is in force again from `at`, as a version of its own; nothing in the past is rewritten.

    Raises NotPermitted, ReasonMissing or BeforeTheLast.
    """
    require(can_activate(actor), grant=ACTIVATE)
    if not remark.strip():
        raise ReasonMissing()
    again = draft_from(
        version=to, actor=replace(actor, grants=actor.grants | {DRAFT}), at=at, note=remark.strip()
    )
    return activate_regulation(version=again, actor=actor, at=at, remark=remark)


def adopt_preset(*, code: str, actor: Actor, at: datetime) -> RegulationVersion:
    """The shipped regulation `code` is in force; safe to repeat. Raises NotPermitted, NoSuchPreset or BeforeTheLast."""
    digest = preset_digest(code)
    current = RegulationVersion.objects.filter(state=VersionState.ACTIVE).first()
    if current and current.digest == digest:
        return current
    with transaction.atomic():
        version = import_regulation(text=preset_text(code), actor=actor, at=at, note=code)
        return activate_regulation(version=version, actor=actor, at=at).version


def project(version: RegulationVersion, document: Regulation) -> None:
    """Every code of `document` is a row, named and ranked as `version` says; rows of other versions stay."""
    Code.objects.bulk_create(
        [
            Code(
                id=key(kind, code),
                kind=kind,
                code=code,
                rank=rank,
                names={"zh": name.zh, "en": name.en},
                first_version=version,
                last_version=version,
            )
            for kind, code, rank, name in codes_of(document)
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["rank", "names", "last_version"],
    )
    for klass in document.classes.values():
        make_sequence(klass.prefix)


def codes_of(document: Regulation) -> Iterator[tuple[CodeKind, str, int, Text]]:
    """Kind, code, rank and names of everything in `document` that subjects may refer to.

    Ranks are those written; where a section has none, the place in the document counts.
    """
    sections: dict[CodeKind, Mapping[str, NamedRule]] = {
        CodeKind.CLASS: document.classes, CodeKind.CATEGORY: document.categories, CodeKind.LEVEL: document.levels,
        CodeKind.IMPACT: document.impacts, CodeKind.URGENCY: document.urgencies,
        CodeKind.DIFFICULTY: document.difficulties, CodeKind.SERVICE_LEVEL: document.service_levels,
        CodeKind.ROUTE: document.routes, CodeKind.CALENDAR: document.calendars, CodeKind.TEAM: document.teams,
        CodeKind.ROLE: document.roles, CodeKind.STEP: document.workflow.steps,
        CodeKind.SUSPENSION_REASON: document.workflow.suspension_reasons,
        CodeKind.REFUSAL_REASON: document.dispatch.refusal_reasons,
        CodeKind.WRONG_REASON: document.dispatch.wrong_reasons,
        CodeKind.HAND_OVER_REASON: document.dispatch.hand_over_reasons, CodeKind.TARGET: document.targets,
        CodeKind.CALL_BACK: document.call_backs, CodeKind.QUESTIONNAIRE: document.questionnaires,
        CodeKind.SCRIPT: document.scripts, CodeKind.TEMPLATE: document.templates, CodeKind.CLOSING: document.closing,
        CodeKind.FIGURE: document.kpi, CodeKind.REPORT: document.reports,
    }  # fmt: skip
    for kind, held in sections.items():
        for place, (code, rule) in enumerate(held.items(), start=1):
            yield kind, code, getattr(rule, "rank", place), rule.name
    grades = {code: grade for form in document.questionnaires.values() for code, grade in form.grades.items()}
    for place, (code, grade) in enumerate(grades.items(), start=1):
        yield CodeKind.GRADE, code, place, grade.name
