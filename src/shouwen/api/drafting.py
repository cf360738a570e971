"""The life of a draft: begun from a version, changed part by part, reviewed, called back."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.kinds import Given, Line, Nothing, Prose, Shown
from shouwen.api.operations import acting, reading
from shouwen.api.regulation import (
    ACTIVATES,
    DRAFTS,
    VersionShown,
    router,
    version_of,
    version_shown,
)
from shouwen.base.actors import Actor
from shouwen.base.time import now
from shouwen.capabilities.regulations.commands import (
    ask_review,
    catch_up,
    draft_from,
    edit_part,
    review_draft,
    withdraw_activation,
)
from shouwen.capabilities.regulations.queries import compiled
from shouwen.capabilities.service_levels.queries.moving import preview_move
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.levels import levels_proposed_by, levels_unknown_to

__all__ = ["router"]
"""By this name the app asks for it; it is another file's, because one address is read here and acted on there."""

PATIENCE = timedelta(seconds=4)
PathPart = Annotated[str, Field(max_length=60)] | int


class DraftBegun(Given):
    note: Line = ""


class PartGiven(Given):
    """One part of the document. What somebody else changed there since `base` is not overwritten."""

    path: list[PathPart] = Field(
        min_length=1, max_length=8, description="Keys from the top, as `targets`, `response`."
    )
    base: Any = Field(description="What stood there when you began; null for nothing.")
    value: Any = Field(description="What shall stand there; null takes it away.")


class ReviewGiven(Given):
    verdict: Literal["ask", "passed", "returned"] = Field(
        description="`ask` for a review, or give it: it is right, or it goes back."
    )
    remark: Prose = ""


class ConflictShown(Shown):
    """A place that both had changed; the draft's writing stands."""

    path: str
    base: Any
    theirs: Any
    mine: Any


class CaughtUp(Shown):
    conflicts: list[ConflictShown]


class WithdrawalGiven(Given):
    remark: Line = Field(description="Why.")


class MovesFilters(Given):
    limit: int = Field(60, ge=1, le=200)


class MoveShown(Shown):
    """One open promise that would change."""

    ticket: str | None = Field(description="Its number, where you may see it.")
    promise: str
    what: Literal["late", "earlier", "later", "started", "cancelled"]
    due_before: datetime | None
    due_after: datetime | None


class MovesShown(Shown):
    open: int = Field(description="How many matters are open.")
    looked_at: int = Field(description="How many of them were looked at in the time a request has.")
    touched: int
    totals: dict[str, int]
    unknown_levels: dict[str, int] = Field(
        description="Levels that open tickets have and this version does not know, with how many tickets: to move them "
        "too, say in `levels` of the activation what each becomes."
    )
    proposed_levels: dict[str, str] = Field(description="What each of them becomes in this list, by rank.")
    items: list[MoveShown]


@acting(router, "/regulation/versions/{version}/drafts", name="begin_draft", answer=VersionShown, rule=DRAFTS)
def begin(request: ApiRequest, version: finding.PathVersion, body: DraftBegun) -> Any:
    """Begin a draft that says what this version says."""
    made = draft_from(version=version_of(version), note=body.note, actor=_actor(request), at=now())
    return version_shown(made)


@acting(
    router, "/regulation/versions/{version}/parts", name="edit_regulation_part", answer=VersionShown, rule=DRAFTS,
    method="PUT", status=200,
)  # fmt: skip
def edit(request: ApiRequest, version: finding.PathVersion, body: PartGiven) -> Any:
    """Change one part of a draft; the document is checked as a whole, every fault is told."""
    changed = edit_part(
        version=version_of(version), path=tuple(body.path), base=body.base, value=body.value,
        actor=_actor(request), at=now(),
    )  # fmt: skip
    return version_shown(changed)


@acting(
    router, "/regulation/versions/{version}/reviews", name="review_draft", answer=VersionShown, rule=DRAFTS
)
def review(request: ApiRequest, version: finding.PathVersion, body: ReviewGiven) -> Any:
    """Ask for a second pair of eyes, find the draft right, or send it back with the reason."""
    found, actor = version_of(version), _actor(request)
    if body.verdict == "ask":
        return version_shown(ask_review(version=found, remark=body.remark, actor=actor, at=now()))
    passed = body.verdict == "passed"
    return version_shown(
        review_draft(version=found, passed=passed, remark=body.remark, actor=actor, at=now())
    )


@acting(
    router, "/regulation/versions/{version}/catching-up", name="catch_draft_up", answer=CaughtUp, rule=DRAFTS
)
def follow(request: ApiRequest, version: finding.PathVersion, body: Nothing) -> Any:
    """Let a draft take in what was put into force since it was begun."""
    conflicts = catch_up(version=version_of(version), actor=_actor(request), at=now())
    return CaughtUp.of(
        conflicts=[
            ConflictShown.of(
                path="/".join(map(str, one.path)), base=one.base, theirs=one.theirs, mine=one.mine
            )
            for one in conflicts
        ]
    )


@reading(
    router, "/regulation/versions/{version}/moves", name="list_moves", answer=MovesShown, rule=ACTIVATES,
    query=MovesFilters,
)  # fmt: skip
def list_moves(request: ApiRequest, version: finding.PathVersion, filters: Query[MovesFilters]) -> MovesShown:
    """Ask which open promises would change if what is open moved to this version too; nothing is written."""
    asked = version_of(version)
    preview = preview_move(version=asked, at=now(), limit=filters.limit, within=PATIENCE)
    ids = {shift.subject_id for shift in preview.shifts}
    document = compiled(asked).document
    unknown = levels_unknown_to(document)
    visible = Ticket.objects.visible_to(_actor(request)).filter(pk__in=ids)
    numbers = dict(visible.values_list("pk", "number"))
    return MovesShown.of(
        open=preview.open, looked_at=preview.looked_at, touched=preview.touched, totals=dict(preview.totals),
        unknown_levels=unknown,
        proposed_levels={code: level for code, level in levels_proposed_by(document).items() if code in unknown},
        items=[
            MoveShown.of(
                ticket=numbers.get(shift.subject_id), promise=shift.promise, what=shift.what,
                due_before=shift.due_before, due_after=shift.due_after,
            )
            for shift in preview.shifts
        ],
    )  # fmt: skip


@acting(
    router, "/regulation/versions/{version}/withdrawal", name="withdraw_activation", answer=VersionShown,
    rule=ACTIVATES,
)  # fmt: skip
def withdraw(request: ApiRequest, version: finding.PathVersion, body: WithdrawalGiven) -> Any:
    """Make a version that waits for its day a draft again."""
    called_back = withdraw_activation(
        version=version_of(version), remark=body.remark, actor=_actor(request), at=now()
    )
    return version_shown(called_back)


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
