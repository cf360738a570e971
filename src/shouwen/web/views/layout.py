"""The layout of a list: which columns in which order, the order of its rows, how high they are."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.capabilities.people.choices import Density
from shouwen.capabilities.tickets.queries.lists import ORDERINGS
from shouwen.capabilities.views.choices import ALWAYS
from shouwen.capabilities.views.commands import arrange, widen
from shouwen.capabilities.views.queries import offered
from shouwen.ui.components import Choice
from shouwen.ui.components.queue import USUAL, column_names
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.tickets.filters import asked_by
from shouwen.web.tickets.queue import landing_of


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: DeskRequest) -> HttpResponseBase:
    """The drawer; sent, the list opens in its new layout. `usual` gives back what everybody begins with."""
    asked = asked_by(request, landing=landing_of(request.actor))
    if request.method == "POST":
        is_usual = "usual" in request.POST
        arrange(
            place=asked.place,
            columns=[] if is_usual else request.POST.getlist("columns"),
            ordering="" if is_usual else _known(request.POST.get("ordering", ""), ORDERINGS),
            density="" if is_usual else _known(request.POST.get("density", ""), Density.values),
            actor=request.actor,
        )
        return shell.see_other(request, asked.url())
    offer = offered(actor=request.actor, place=asked.place)
    saved = offer.view(asked.saved)
    layout = offer.layout.over(saved.layout) if saved else offer.layout
    names, shown = column_names(), layout.columns or USUAL
    rest = [code for code in names if code not in shown]
    places = {
        "query": asked.url().removeprefix("/tickets?"),
        "columns": [
            {"code": code, "name": names[code], "shown": code in shown, "always": code in ALWAYS}
            for code in (*shown, *rest)
        ],
        "orderings": [Choice(code, words, code == layout.ordering) for code, words in _orderings().items()],
        "densities": [
            Choice(str(code), str(words), code == layout.density)
            for code, words in (("", _("As everywhere")), *Density.choices)
        ],
    }
    return render(request, "web/views/layout.html", places)


@staff_only
@require_POST
def widths(request: DeskRequest) -> HttpResponse:
    """One column is as wide as its edge was put; without a width as usual."""
    asked = asked_by(request, landing=landing_of(request.actor))
    width = request.POST.get("width", "")
    chosen = int(width) if width.isdecimal() else None
    widen(place=asked.place, column=request.POST.get("column", ""), width=chosen, actor=request.actor)
    return HttpResponse(status=204)


def _known(value: str, known: object) -> str:
    return value if value in known else ""  # type: ignore[operator]  # a tuple or a list


def _orderings() -> dict[str, str]:
    return {
        "": _("As in the view"),
        "queue": _("Priority, then deadline"),
        "due": _("Nearest deadline"),
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
    }
