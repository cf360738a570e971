"""Saving drafts: a document is checked as a whole before it is kept."""

from datetime import datetime

from django.db import connection, transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.refusals import NotVisible, StaleView
from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import Review, VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.permissions import DRAFT, can_draft
from shouwen.capabilities.regulations.queries import document_of, in_force, standing_alone, stored_document
from shouwen.capabilities.regulations.refusals import DocumentRefused, NotADraft
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.dumping import digest_of
from shouwen.domain.regulation.problems import RegulationInvalid

NUMBERING = 0x4E6C  # advisory lock: versions are numbered without gaps


@transaction.atomic
def import_regulation(*, text: str, actor: Actor, at: datetime, note: str = "") -> RegulationVersion:
    """A new draft holds the document `text` (YAML; it may be based on a shipped preset).

    It goes out from the version in force. Raises NotPermitted, or DocumentRefused with every fault, and keeps nothing.
    """
    require(can_draft(actor), grant=DRAFT)
    document = checked(text)
    return _drafted(standing_alone(text), document, in_force(now()), note, actor, at)


@transaction.atomic
def draft_from(
    *, version: RegulationVersion, actor: Actor, at: datetime, note: str = ""
) -> RegulationVersion:
    """A new draft says what `version` says, to be changed from there; also what this build would refuse in it.

    Raises NotPermitted.
    """
    require(can_draft(actor), grant=DRAFT)
    return _drafted(version.document, stored_document(version.document), version, note, actor, at)


def _drafted(
    text: str, document: Regulation, base: RegulationVersion | None, note: str, actor: Actor, at: datetime
) -> RegulationVersion:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
    newest = RegulationVersion.objects.order_by("-number").values_list("number", flat=True).first()
    subject = journal.open_subject("regulation")
    version = RegulationVersion.objects.create(
        subject=subject,
        number=(newest or 0) + 1,
        code=document.code,
        document=text,
        digest=digest_of(document),
        base=base,
        author_id=actor.id if actor.is_staff else None,
        note=note,
        saved_at=now(),
    )
    journal.record(
        subject,
        "regulation.drafted",
        actor=actor,
        at=at,
        regulation_id=version.pk,
        number=version.number,
        code=version.code,
        digest=version.digest,
    )
    return version


@transaction.atomic
def save_draft(
    *,
    version: RegulationVersion,
    text: str,
    actor: Actor,
    at: datetime,
    note: str | None = None,
    seen: str | None = None,
) -> RegulationVersion:
    """The draft `version` now holds the document `text`.

    `seen` is the digest of what its user had before him. Raises NotPermitted, NotADraft, StaleView (somebody saved
    meanwhile) or DocumentRefused.
    """
    require(can_draft(actor), grant=DRAFT)
    document = checked(text)
    version = locked_draft(version)
    if seen is not None and seen != version.digest:
        raise StaleView()
    return keep(version, text=standing_alone(text), document=document, actor=actor, at=at, note=note)


def locked_draft(version: RegulationVersion) -> RegulationVersion:
    """The draft as it is now, held until the transaction ends. Raises NotADraft."""
    subject = journal.lock(version.pk)
    version = RegulationVersion.objects.get(pk=version.pk)
    if version.state != VersionState.DRAFT:
        raise NotADraft(number=version.number)
    version.subject = subject
    return version


def keep(
    version: RegulationVersion,
    *,
    text: str,
    document: Regulation,
    actor: Actor,
    at: datetime,
    note: str | None = None,
    part: str = "",
) -> RegulationVersion:
    """The locked draft holds `text`; whoever reviewed it before must read it again."""
    version.code, version.document, version.digest = document.code, text, digest_of(document)
    version.author_id, version.saved_at = actor.id if actor.is_staff else None, now()
    version.note = version.note if note is None else note
    version.review = Review.NONE
    version.save()
    journal.record(
        version.subject,
        "regulation.redrafted",
        actor=actor,
        at=at,
        regulation_id=version.pk,
        digest=version.digest,
        part=part,
    )
    return version


def export_regulation(*, version_id: int) -> str:
    """The document of a version as YAML, as it can be imported elsewhere. Raises NotVisible."""
    text = RegulationVersion.objects.filter(pk=version_id).values_list("document", flat=True).first()
    if text is None:
        raise NotVisible(regulation=version_id)
    return text


def checked(text: str) -> Regulation:
    """The regulation written in `text`; raises DocumentRefused."""
    try:
        return document_of(text)
    except RegulationInvalid as invalid:
        raise DocumentRefused(invalid) from invalid
