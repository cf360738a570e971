"""A second pair of eyes on a draft: asked for, given, with the reason in words."""

from datetime import datetime

from django.db import transaction

from shouwen.base import journal
from shouwen.base.actors import Actor
from shouwen.base.permissions import require
from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import Review
from shouwen.capabilities.regulations.commands.drafting import locked_draft
from shouwen.capabilities.regulations.models import RegulationVersion, Remark
from shouwen.capabilities.regulations.permissions import DRAFT, can_draft, can_review
from shouwen.capabilities.regulations.refusals import OwnWork, ReasonMissing


@transaction.atomic
def ask_review(*, version: RegulationVersion, remark: str, actor: Actor, at: datetime) -> RegulationVersion:
    """The draft waits for somebody else to read it. Raises NotPermitted or NotADraft."""
    require(can_draft(actor), grant=DRAFT)
    version = locked_draft(version)
    version.review = Review.ASKED
    version.save(update_fields=["review"])
    journal.record(
        version.subject,
        "regulation.review_asked",
        actor=actor,
        at=at,
        regulation_id=version.pk,
        number=version.number,
        digest=version.digest,
        remark=remark_on(version, remark, actor),
    )
    return version


@transaction.atomic
def review_draft(
    *, version: RegulationVersion, passed: bool, remark: str, actor: Actor, at: datetime
) -> RegulationVersion:
    """The draft as it stands is found right, or sent back with the reason.

    Raises NotPermitted, NotADraft, OwnWork (who saved it last can't review it), or ReasonMissing when it is sent back
    without one.
    """
    require(can_review(actor), grant=DRAFT)
    version = locked_draft(version)
    if actor.is_staff and actor.id == version.author_id:
        raise OwnWork()
    if not passed and not remark.strip():
        raise ReasonMissing()
    version.review = Review.PASSED if passed else Review.RETURNED
    version.save(update_fields=["review"])
    journal.record(
        version.subject,
        "regulation.reviewed",
        actor=actor,
        at=at,
        regulation_id=version.pk,
        number=version.number,
        digest=version.digest,
        verdict=version.review,
        remark=remark_on(version, remark, actor),
    )
    return version


def remark_on(version: RegulationVersion, body: str, actor: Actor) -> int | None:
    """The id of `body` as a remark on `version`; None where nothing was said."""
    if not body.strip():
        return None
    author = actor.id if actor.is_staff else None
    return Remark.objects.create(version=version, body=body.strip(), author_id=author, written_at=now()).pk
