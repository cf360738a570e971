"""Lists under a name, and screens on a wall."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Router
from pydantic import Field, StringConstraints

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.jobs import ColumnCode, OrderingCode, ViewCode
from shouwen.api.kinds import Code, Given, Id, Line, Nothing, Shown
from shouwen.api.operations import Told, acting, reading
from shouwen.base.actors import Actor
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.views.choices import NARROWEST, WIDEST, Scope
from shouwen.capabilities.views.commands import (
    arrange,
    change_view,
    end_screen,
    open_screen,
    remove_view,
    restore_view,
    save_view,
)
from shouwen.capabilities.views.models import SavedView, WallScreen
from shouwen.capabilities.views.queries import offered, saved_view, screens

router = Router(tags=["Workplace"])
READS = Rule("tickets")
WRITES = Rule("tickets", writes=True)
SHARES = Rule("views", writes=True, grants=("views.share",))
READS_SCREENS = Rule("views", grants=("views.share",))
Title = Annotated[Line, StringConstraints(min_length=1, max_length=40)]


class FiltersGiven(Given):
    """What narrows a list; what is left out narrows nothing."""

    klass: Code = ""
    level: Code = ""
    state: Code = ""
    channel: Code = ""
    lane: Code = ""
    category: Code = ""
    customer: Id | None = None
    product: Id | None = None
    team: Id | None = None
    handler: Id | None = None
    owner: Id | None = None
    text: Line = ""

    def narrowing(self) -> dict[str, str]:
        """Names and values as the address of the list writes them."""
        return {name: str(value) for name, value in self.model_dump().items() if value}


class ViewGiven(Given):
    name: Title
    view: ViewCode = "open"
    filters: FiltersGiven = FiltersGiven()
    scope: Scope = Scope.PERSONAL
    team: Code | None = Field(None, description="One of your teams, for a view of a team.")
    columns: list[ColumnCode] = Field([], max_length=30)
    widths: dict[ColumnCode, Annotated[int, Field(ge=NARROWEST, le=WIDEST)]] = Field(
        {}, description="Pixels of columns that are not as wide as usual."
    )
    order: OrderingCode | None = None


class ViewShown(Shown):
    id: int
    name: str
    scope: str
    view: str
    filters: dict[str, str]
    columns: list[str]
    widths: dict[str, int]


class ViewList(Shown):
    items: list[ViewShown]


class LayoutGiven(Given):
    """How a list is laid out for you; nothing at all gives back the usual."""

    columns: list[ColumnCode] = Field([], max_length=30)
    order: OrderingCode | None = None


class LayoutShown(Shown):
    columns: list[str]
    order: str


class ScreenGiven(Given):
    name: Title


class ScreenShown(Shown):
    id: int
    name: str
    created_at: datetime
    ended_at: datetime | None


class ScreenOpened(ScreenShown):
    address: str = Field(description="Told this once; nobody can read it again.")


class ScreenList(Shown):
    items: list[ScreenShown]


@reading(router, "/views", name="list_views", answer=ViewList, rule=READS)
def list_views(request: ApiRequest) -> Any:
    """List the saved views you are offered: your own, your teams', the desk's."""
    found = offered(actor=_actor(request), place="").views
    return ViewList.of(
        items=[
            ViewShown.of(
                id=one.id, name=one.name, scope=one.scope, view=one.view, filters=one.filters,
                columns=list(one.layout.columns), widths=one.layout.widths,
            )
            for one in found
        ]
    )  # fmt: skip


@acting(router, "/views", name="save_view", answer=ViewShown, rule=WRITES)
def keep_view(request: ApiRequest, body: ViewGiven) -> Any:
    """Save a list under a name, for yourself, a team of yours, or the whole desk."""
    team = finding.team_named("team", body.team) if body.team else None
    saved = save_view(
        name=body.name, view=body.view, filters=body.filters.narrowing(), scope=body.scope,
        team_id=team.pk if team else None, columns=body.columns, ordering=body.order or "",
        widths=body.widths, actor=_actor(request),
    )  # fmt: skip
    return _view(saved)


@acting(
    router,
    "/views/{view}/filters",
    name="change_view",
    answer=ViewShown,
    rule=WRITES,
    method="PUT",
    status=200,
)
def keep_filters(request: ApiRequest, view: finding.PathId, body: FiltersGiven) -> Any:
    """Narrow a saved view otherwise, for everybody who is offered it."""
    return _view(change_view(view=_found(request, view), filters=body.narrowing(), actor=_actor(request)))


@acting(router, "/views/{view}/removal", name="remove_view", answer=ViewShown, rule=WRITES)
def remove(request: ApiRequest, view: finding.PathId, body: Nothing) -> Any:
    """Offer a saved view to nobody any more; it can be restored."""
    return _view(remove_view(view=_found(request, view), actor=_actor(request)))


@acting(router, "/views/{view}/restoration", name="restore_view", answer=ViewShown, rule=WRITES)
def restore(request: ApiRequest, view: finding.PathId, body: Nothing) -> Any:
    """Offer a removed view again."""
    return _view(restore_view(view=_found(request, view, with_removed=True), actor=_actor(request)))


@acting(
    router, "/layouts/{place}", name="arrange_list", answer=LayoutShown, rule=WRITES, method="PUT", status=200
)  # fmt: skip
def lay_out(request: ApiRequest, place: ViewCode, body: LayoutGiven) -> Any:
    """Lay a list out for yourself: columns and order."""
    arrange(
        place=place, columns=body.columns, ordering=body.order or "", density="", actor=_actor(request)
    )  # fmt: skip
    return LayoutShown.of(columns=list(body.columns), order=body.order or "")


@reading(router, "/wall-screens", name="list_screens", answer=ScreenList, rule=READS_SCREENS)
def list_screens(request: ApiRequest) -> Any:
    """List the screens that are on; their addresses are nowhere."""
    return ScreenList.of(items=[ScreenShown.of(**_screen(one)) for one in screens()])


@acting(router, "/wall-screens", name="open_screen", answer=ScreenOpened, rule=SHARES)
def open_wall(request: ApiRequest, body: ScreenGiven) -> Told:
    """Open a screen; its secret address is told this once, and the request sent again is refused."""
    screen, secret = open_screen(name=body.name, actor=_actor(request))
    address = request.build_absolute_uri(f"/wall/{secret}")
    return Told(ScreenOpened.of(**_screen(screen), address=address), is_secret=True)


@acting(router, "/wall-screens/{screen}/end", name="end_screen", answer=ScreenShown, rule=SHARES)
def end_wall(request: ApiRequest, screen: finding.PathId, body: Nothing) -> Any:
    """Let a screen show nothing any more."""
    found = WallScreen.objects.filter(pk=screen).first()
    if found is None:
        raise NotVisible(screen=screen)
    return ScreenShown.of(**_screen(end_screen(screen=found, actor=_actor(request), at=now())))


def _found(request: ApiRequest, pk: int, *, with_removed: bool = False) -> SavedView:
    found = saved_view(pk=pk, actor=_actor(request), with_removed=with_removed)
    if found is None:
        raise NotVisible(view=pk)
    return found


def _view(of: SavedView) -> ViewShown:
    return ViewShown.of(
        id=of.pk,
        name=of.name,
        scope=str(of.scope),
        view=of.view,
        filters=of.filters,
        columns=list(of.columns),
        widths=of.widths,
    )


def _screen(of: WallScreen) -> dict[str, Any]:
    return {"id": of.pk, "name": of.name, "created_at": of.created_at, "ended_at": of.ended_at}


def _actor(request: ApiRequest) -> Actor:
    actor: Actor = request.actor
    return actor
