"""The page of public holidays: a year to tap, a file to take in, what would move, and who brought which version."""

import contextlib
import json
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.asked import whole
from shouwen.base.languages import name_in, reader_language
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.jobs.refusals import TooMuchAtOnce
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.service_levels.choices import RECOUNT
from shouwen.capabilities.service_levels.commands import import_holidays, left_behind
from shouwen.capabilities.service_levels.models import HolidayTable
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.capabilities.service_levels.refusals import HolidaysNotUnderstood
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.holidays import NotATable, checked
from shouwen.ui.components.years import DayMark, year_grid
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import SENT_ALONG
from shouwen.web.jobs.acts import begun
from shouwen.web.jobs.results import RESULTS, Result
from shouwen.web.regulations.holidays.effects import effect_of, is_missing, newest_tables
from shouwen.web.regulations.holidays.files import days_of

OWN = SENT_ALONG | {"year", "now", "act", "name", "file", "source"}
NEXT = {"": "closed", "closed": "make_up", "make_up": ""}
PATIENCE = timedelta(seconds=4)
LISTED = 60
Days = list[dict[str, Any]]


@granted("service_levels.keep_calendars")
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: DeskRequest) -> HttpResponseBase:
    """One year's holidays; tapped, read from a file, tried, and kept as a further version."""
    if request.method != "POST":
        year = _year(request.GET.get("year", ""))
        held = newest_tables().get(year)
        return _page(request, year, list(held.days) if held else [], source=held.source if held else "")
    unknown = set(request.POST) - OWN
    if unknown:
        raise InvalidInput({name: _("Unknown field") for name in sorted(unknown)})
    return _acted(request, _year(request.POST.get("year", "")), _days(request), request.POST.get("act", ""))


@granted("service_levels.keep_calendars")
@require_POST
def recounts(request: DeskRequest) -> HttpResponseBase:
    """The worker counts what is under way by the newest holidays; the page of that job shows how far it is."""
    return begun(request, ask_for(kind=RECOUNT, parameters={}, actor=request.actor))


def _counted(job: Job) -> Result:
    """How many count by the new holidays now, and how many failed."""
    return Result("web/regulations/holidays/_counted.html", job.result)


RESULTS[RECOUNT] = _counted


def _acted(request: DeskRequest, year: int, days: Days, act: str) -> HttpResponseBase:
    source = request.POST.get("source", "").strip()[:200]
    if act.startswith("day:"):
        tapped = _tapped(days, act.removeprefix("day:"), request.POST.get("name", ""))
        return _page(request, year, tapped, source=source)
    if act == "file":
        return _from_file(request, year, days, source)
    if act == "save":
        regulation = active_regulation()
        import_holidays(
            region="cn",
            year=year,
            days=days,
            source=source,
            regulation=regulation,
            actor=request.actor,
            at=now(),
        )
        shell.flash(request, _("The holidays of %(year)d are saved") % {"year": year})
        if left_behind(at=now()):
            with contextlib.suppress(TooMuchAtOnce):  # then the page offers it
                ask_for(kind=RECOUNT, parameters={}, actor=request.actor)
        return shell.see_other(request, f"{reverse('web:holidays')}?year={year}")
    return _page(request, year, days, source=source, tried=True)


def _from_file(request: DeskRequest, year: int, days: Days, source: str) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, year, days, source=source, wrong=_("Choose a file."), status=422)
    try:
        told = days_of(upload)
    except HolidaysNotUnderstood as refusal:
        return _page(request, year, days, source=source, wrong=refusal.sentence(), status=422)
    years = sorted({int(day["on"][:4]) for day in told})
    chosen = year if year in years else years[-1]
    mine = [day for day in told if str(day["on"]).startswith(str(chosen))]
    return _page(request, chosen, mine, source=upload.name or source, tried=True)


def _page(
    request: DeskRequest,
    year: int,
    days: Days,
    *,
    source: str = "",
    tried: bool = False,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    regulation, today = active_regulation(), timezone.localdate(now())
    tables = newest_tables()
    held = tables.get(year)
    facts = {
        "title": _("Public holidays"),
        "year": year,
        "years": [
            (each, is_missing(each, known=tables, today=today), each in tables)
            for each in _offered(tables, today, year)
        ],
        "grid": year_grid(year, _marks(year, days), today=today, pick=True),
        "days": [(day["on"], _kind(day), _name(day)) for day in days],
        "names": sorted({_name(day) for table in tables.values() for day in table.days} - {""}),
        "now_value": json.dumps(days, ensure_ascii=False),
        "source": source,
        "wrong": wrong,
        "is_missing": is_missing(year, known=tables, today=today),
        "is_changed": days != (list(held.days) if held else []),
        "effect": _effect(request, year, days, regulation) if tried else None,
        "left": left_behind(at=now()) if not tried else 0,
        "counting": Job.objects.under_way().filter(kind=RECOUNT).order_by("pk").first(),
        "versions": HolidayTable.objects.filter(region="cn", year=year).order_by("-version"),
        "crumbs": [(_("Regulation"), reverse("web:regulation"))],
    }
    return render(request, "web/regulations/holidays/table.html", facts, status=status)


def _effect(request: DeskRequest, year: int, days: Days, regulation: Any) -> dict[str, Any]:
    found = effect_of(year=year, days=days, regulation=regulation, limit=LISTED, within=PATIENCE)
    ids = {move.subject_id for move in found.moves}
    numbers = dict(Ticket.objects.visible_to(request.actor).filter(pk__in=ids).values_list("pk", "number"))
    rows = [
        (
            numbers.get(move.subject_id, "--"),
            promise_name(regulation.document, move.promise, reader_language()),
            timezone.localtime(move.before),
            timezone.localtime(move.after),
        )
        for move in found.moves
    ]
    return {"looked_at": found.looked_at, "count": found.count, "rows": rows, "is_whole": found.is_whole}


def _tapped(days: Days, on: str, name: str) -> Days:
    """The next in turn for this day: a holiday, a make-up workday, nothing special."""
    try:
        on = date.fromisoformat(on).isoformat()
    except ValueError:
        return days
    held = next((day for day in days if day["on"] == on), None)
    kind = NEXT.get(held["is"] if held else "", "")
    rest = [day for day in days if day["on"] != on]
    if kind:
        told = {"on": on, "is": kind, "name": name.strip()[:40] or (held or {}).get("name", "")}
        kept = (held or {}).get("names") if held and held.get("name") == told["name"] else None
        rest.append(told | ({"names": kept} if kept else {}))
    return sorted(rest, key=lambda day: str(day["on"]))


def _marks(year: int, days: Days) -> dict[date, DayMark]:
    kinds = {"closed": "holiday", "make_up": "make-up", "own_hours": "own"}
    marks = {
        day: DayMark("closed")
        for number in range(366)
        if (day := date(year, 1, 1) + timedelta(days=number)).year == year and day.weekday() >= 5
    }
    for told in days:
        marks[date.fromisoformat(str(told["on"]))] = DayMark(
            kinds[told["is"]], f"{_name(told)} {_kind(told)}".strip()
        )
    return marks


def _kind(day: dict[str, Any]) -> str:
    words = {"closed": _("off work"), "make_up": _("worked"), "own_hours": _("own hours")}
    return str(words.get(day["is"], day["is"]))


def _name(day: dict[str, Any]) -> str:
    return name_in(day.get("names")) or str(day.get("name", ""))


def _offered(tables: dict[int, HolidayTable], today: date, year: int) -> list[int]:
    return sorted({*tables, today.year, today.year + 1, year})


def _year(written: str) -> int:
    if not written:
        return timezone.localdate(now()).year
    year = whole(written)
    if year is None or not 2000 <= year <= 2100:
        raise NotVisible(year=written)
    return year


def _days(request: DeskRequest) -> Days:
    try:
        return [checked(day) for day in json.loads(request.POST.get("now", "[]"))]
    except (ValueError, TypeError, RecursionError, NotATable) as fault:
        raise InvalidInput({"now": _("This page is out of date. Reload it.")}) from fault
