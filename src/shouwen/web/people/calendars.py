"""One's times in the calendar of another program: the secret address is made, renewed, closed; and what it opens."""

import hashlib
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.base.limits import CALENDAR_BY_ADDRESS, CALENDAR_READ, spend
from shouwen.base.refusals import NotVisible
from shouwen.base.time import database_now, fix, now
from shouwen.capabilities.people.commands.calendars import close_calendar, open_calendar
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.people.queries.calendars import calendar_of_secret
from shouwen.capabilities.workplace.queries.calendars import own_calendar
from shouwen.domain.icalendar import calendar_text
from shouwen.web import shell
from shouwen.web.access import DeskRequest, open_to_all, staff_only
from shouwen.web.repeats import shown_once

REFRESH: Final = timedelta(minutes=30)
KEPT: Final = timedelta(minutes=5)


@staff_only
@require_POST
def opening(request: DeskRequest) -> HttpResponse:
    """A new address, which nobody can read again; a former one is void."""
    person = Person.objects.get(pk=request.actor.id)
    secret = open_calendar(person=person, actor=request.actor, at=now())
    address = request.build_absolute_uri(reverse("web:calendar", args=[secret]))
    return shown_once(render(request, "web/people/calendar.html", {"address": address}))


@staff_only
@require_POST
def closing(request: DeskRequest) -> HttpResponseBase:
    """The address opens nothing any more."""
    person = Person.objects.get(pk=request.actor.id)
    close_calendar(person=person, actor=request.actor, at=now())
    shell.flash(request, _("Your calendar address is switched off"))
    return shell.see_other(request, reverse("web:me"))


@open_to_all
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar of whoever made this address, in his language and zone; unchanged, only that it is."""
    fix(database_now())
    at = now()
    person = calendar_of_secret(token, at=at)
    if person is None:
        spend(CALENDAR_BY_ADDRESS, request.META.get("REMOTE_ADDR", ""))
        raise NotVisible()
    spend(CALENDAR_READ, str(person.pk))
    zone = ZoneInfo(person.time_zone)
    with translation.override(person.language), timezone.override(zone):
        events = own_calendar(person=person, zone=zone, at=at)
        name = _("Shouwen · %(name)s") % {"name": person.name}
    told = hashlib.sha256(repr((events, name, zone.key)).encode()).hexdigest()[:32]
    text = calendar_text(events, name=name, zone=zone, at=at, refresh=REFRESH)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = f'"{told}"'
    response.headers["Cache-Control"] = f"private, max-age={int(KEPT.total_seconds())}"
    response.headers["Content-Disposition"] = 'inline; filename="shouwen.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    unchanged = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return unchanged or response
