"""Why a promise about a request is due when it is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.service_levels.models import Clock as Row
from shouwen.capabilities.service_levels.queries.outlook import outlook_of
from shouwen.web.access import DeskRequest, granted
from shouwen.web.intake.items import find_item
from shouwen.web.intake.promised import chip_of
from shouwen.web.promises import account


@granted("intake.see")
@require_safe
def explain(request: DeskRequest, item_id: int, pk: int) -> HttpResponse:
    """The account of one clock of a request."""
    item = find_item(request, item_id)
    clock = _clock_of(item, pk)
    facts = {"item": item, "title": item.title or item.sender_address, "chip": chip_of(clock)}
    return render(request, "web/intake/why.html", facts | account(clock))


@granted("intake.see")
@require_safe
def card(request: DeskRequest, item_id: int, pk: int) -> HttpResponse:
    """What pointing at the chip of a request shows."""
    clock = _clock_of(find_item(request, item_id), pk)
    facts = {"outlook": outlook_of(clock, at=now()), "why_url": f"/intake/{item_id}/clocks/{pk}"}
    return render(request, "web/_promise_card.html", facts)


def _clock_of(item: IntakeItem, pk: int) -> Row:
    clock = Row.objects.select_related("subject").filter(subject_id=item.pk, pk=pk).first()
    if clock is None:
        raise NotVisible(clock=pk)
    return clock
