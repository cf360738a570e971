"""What is in force, what was, and what a draft would change."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from django.conf import settings
from django.db.models import Q

from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import CodeKind, Review, VersionState
from shouwen.capabilities.regulations.models import Code, RegulationVersion
from shouwen.capabilities.regulations.permissions import can_review
from shouwen.capabilities.regulations.refusals import NoRegulation, NoSuchPreset
from shouwen.domain.clocks.terms import Terms
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.comparing import Change, changes
from shouwen.domain.regulation.dumping import digest_of, dump
from shouwen.domain.regulation.loading import load, reread
from shouwen.domain.regulation.problems import Problem, RegulationInvalid
from shouwen.domain.regulation.terms import terms_of
from shouwen.domain.workflow import TicketState, TicketVerb, Workflow

PRESETS: tuple[str, ...] = ("desk", "sla", "always-on", "dealer", "software")
"""The regimes the product brings."""

SHIPPED: tuple[str, ...] = ("default", *PRESETS)
"""Every regulation the product brings: the regimes, and its own for whoever has none."""

GLANCE = 1.0  # seconds for which a serving process trusts its last look at which version is in force


@dataclass(frozen=True, slots=True)
class Compiled:
    """One version, ready for use: immutable, shared by all requests of a process."""

    id: int
    number: int
    document: Regulation
    terms: tuple[Terms, ...] = field(repr=False)
    workflow: Workflow = field(repr=False)

    def state_name(self, state: str) -> str:
        """What this regulation calls the state, in the reader's language."""
        return self.document.workflow.states[TicketState(state)].in_language(reader_language())

    def verb_name(self, verb: str) -> str:
        """What this regulation calls the verb, in the reader's language."""
        return self.document.workflow.verbs[TicketVerb(verb)].in_language(reader_language())


@dataclass(slots=True)
class _LastLook:
    at: float = float("-inf")
    version_id: int | None = None


_last_look = _LastLook()


def active_regulation(at: datetime | None = None) -> Compiled:
    """The version in force at `at`, by default now. Raises NoRegulation.

    A web or worker process looks at most once a second which one that is; everything else is cached by id.
    """
    if at is not None:
        return regulation_of(_id_in_force(at))
    if settings.ROLE == "command":
        return regulation_of(_id_in_force(now()))
    if _last_look.version_id is None or time.monotonic() - _last_look.at > GLANCE:
        _last_look.version_id, _last_look.at = _id_in_force(now()), time.monotonic()
    return regulation_of(_last_look.version_id)


def look_again() -> None:
    """The next question which version is in force goes to the database."""
    _last_look.version_id = None


def regulation_of(version_id: int) -> Compiled:
    """The version with this id; a draft is compiled anew each time. Raises NotVisible if there is none."""
    try:
        return _kept(version_id)
    except _IsDraft as draft:
        return compiled(draft.version)


def compiled(version: RegulationVersion) -> Compiled:
    """`version` ready for use; its document was checked when it was saved."""
    return Compiled(version.pk, version.number, *_made_of(version.document))


def what_changes(version: RegulationVersion, *, against: RegulationVersion | None = None) -> list[Change]:
    """What `version` changes of the version in force, or of `against`; empty if none is in force."""
    before = against or in_force(now())
    return changes(stored_document(before.document), stored_document(version.document)) if before else []


def in_force(at: datetime) -> RegulationVersion | None:
    """The version in force at `at`, if any."""
    return (
        RegulationVersion.objects.filter(active_from__lte=at)
        .filter(Q(active_to=None) | Q(active_to__gt=at))
        .order_by("-active_from")
        .first()
    )


def drafts_to_review(*, actor: Actor) -> list[RegulationVersion]:
    """Drafts of others that wait for a second pair of eyes, for who may review them; one statement for these."""
    if not can_review(actor):
        return []
    asked = RegulationVersion.objects.filter(state=VersionState.DRAFT, review=Review.ASKED)
    return list(asked.exclude(author_id=actor.id).only("number", "note", "saved_at").newest_first())


def versions() -> list[RegulationVersion]:
    """Every version, newest first."""
    return list(RegulationVersion.objects.newest_first())


def names_of(keys: Iterable[str], *, language: str) -> dict[str, str]:
    """Names of codes such as "level/S1" in `language`; one statement, codes unknown are left out."""
    return {code.pk: code.name(language) for code in Code.objects.filter(pk__in=set(keys))}


def key(kind: CodeKind | str, code: str) -> str:
    """The primary key under which `code` is projected: "level/S1"."""
    return f"{CodeKind(kind).value}/{code}"


def preset_text(code: str) -> str:
    """The shipped document `code` as written, `default` included. Raises NoSuchPreset."""
    if code not in SHIPPED:
        raise NoSuchPreset(code=code, presets=", ".join(SHIPPED))
    return files("shouwen.presets").joinpath(f"{code}.yaml").read_text(encoding="utf-8")


def preset(code: str) -> Regulation:
    """The shipped regulation `code`, whole. Raises NoSuchPreset."""
    return document_of(preset_text(code))


@lru_cache(maxsize=32)
def document_of(text: str) -> Regulation:
    """The regulation written in `text`, kept for the next question. Raises RegulationInvalid."""
    return load(text, find=preset_text)


@lru_cache(maxsize=32)
def stored_document(text: str) -> Regulation:
    """The regulation of a `text` that a row of ours holds: checked when it was kept, and by the rules of that day.

    Raises RegulationInvalid only where this build cannot read it at all; `faults_since` tells what it would refuse.
    """
    return reread(text, find=preset_text)


def faults_since(version: RegulationVersion) -> tuple[Problem, ...]:
    """What this build would refuse in `version`, which an earlier one accepted; empty as a rule."""
    try:
        document_of(version.document)
    except RegulationInvalid as invalid:
        return invalid.problems
    return ()


@lru_cache(maxsize=32)
def standing_alone(text: str) -> str:
    """The regulation of `text` in the product's own writing, with its base taken in. Raises RegulationInvalid."""
    return dump(document_of(text))


@lru_cache(maxsize=8)
def preset_digest(code: str) -> str:
    """The digest of the shipped regulation `code`. Raises NoSuchPreset."""
    return digest_of(preset(code))


class _IsDraft(Exception):
    def __init__(self, version: RegulationVersion) -> None:
        self.version = version


@lru_cache(maxsize=16)
def _made_of(text: str) -> tuple[Regulation, tuple[Terms, ...], Workflow]:
    """The document and what is made of it, once for each content."""
    document = stored_document(text)
    return document, terms_of(document), Workflow.of(document)


@lru_cache(maxsize=128)
def _kept(version_id: int) -> Compiled:
    version = RegulationVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotVisible(regulation=version_id)
    if version.state == VersionState.DRAFT:
        raise _IsDraft(version)  # an exception is not kept in the cache
    return compiled(version)


def _id_in_force(at: datetime) -> int:
    version_id = (
        RegulationVersion.objects.filter(active_from__lte=at)
        .filter(Q(active_to=None) | Q(active_to__gt=at))
        .order_by("-active_from")
        .values_list("pk", flat=True)
        .first()
    )
    if version_id is None:
        raise NoRegulation(at=at)
    return version_id
