"""Acts on many tickets at once: one form, one press, one undo; what is refused for one is told and hinders no other."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.asked import whole
from shouwen.base.models import Fact
from shouwen.base.ranges import labelled
from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.commands import undo
from shouwen.capabilities.tickets.commands.undo import UNDOABLE
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import mark_helper, verbs_open_to
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.tickets.acts import ACTS, Act, Scene, TicketForm, fact_of
from shouwen.web.words import state_name

MOST = 100
BULK = ("dispatch", "take", "grade", "mark", "cancel")


@dataclass(frozen=True, slots=True)
class Preview:
    """One selected ticket before the press: whether the act is open for it now, to this person."""

    number: str
    title: str
    state: str
    is_open: bool


@dataclass(slots=True)
class Outcome:
    """What a press did: the facts that can be undone, and why some tickets were left as they were."""

    done: list[tuple[str, int]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: DeskRequest, slug: str) -> HttpResponseBase:
    """The drawer of one act for the selected tickets, and the act on each of them."""
    chosen = ACTS.get(slug)
    if chosen is None or slug not in BULK:
        raise NotVisible(act=slug)
    tickets = _selected(request)
    scene = Scene(tickets[0], request.actor, now())
    if request.method != "POST":
        return _show(request, chosen, tickets, chosen.form(scene=scene))
    form = chosen.form(_without_tickets(request), scene=scene)
    if not form.is_valid():
        return _show(request, chosen, tickets, form, status=422)
    outcome = Outcome()
    for ticket in tickets:
        _carry_out(chosen, Scene(ticket, request.actor, scene.at), form, outcome)
    return _told(request, outcome)


@staff_only
@require_POST
def take_back(request: DeskRequest) -> HttpResponseBase:
    """Undo what one press did: each `of` names a ticket and the fact to annul."""
    outcome = Outcome()
    for item in request.GET.getlist("of")[:MOST]:
        number, _colon, written = item.partition(":")
        seq = whole(written)
        ticket = Ticket.objects.visible_to(request.actor).filter(number=number).first()
        if ticket is None or seq is None:
            raise NotVisible(number=number)
        try:
            with transaction.atomic():
                undo(ticket=ticket, seq=seq, actor=request.actor, at=now())
            outcome.done.append((number, seq))
        except Refusal as refusal:
            outcome.refused.append(refusal.sentence())
    said = ngettext("%(n)d ticket restored", "%(n)d tickets restored", len(outcome.done)) % {
        "n": len(outcome.done)
    }
    return _answer(request, " · ".join([said, *outcome.refused]), tone="bad" if outcome.refused else "good")


def _carry_out(chosen: Act, scene: Scene, form: TicketForm, outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            chosen.run(scene, dict(form.cleaned_data))
    except InvalidInput as refusal:
        outcome.refused.append(labelled(scene.ticket.number, " ".join(refusal.errors.values())))
    except Refusal as refusal:
        outcome.refused.append(refusal.sentence())
    else:
        fact = fact_of(chosen)
        newest = (
            Fact.objects.filter(subject_id=scene.ticket.pk, name=fact)
            .order_by("-seq")
            .values_list("seq", flat=True)
            .first()
        )
        outcome.done.append((scene.ticket.number, newest if newest and fact in UNDOABLE else 0))


def _selected(request: DeskRequest) -> list[Ticket]:
    """The selected tickets as far as this actor may see them, in the order of the list; NotVisible if none is left."""
    source = request.POST if request.method == "POST" else request.GET
    numbers = source.getlist("ticket")[:MOST]
    found = {
        ticket.number: ticket
        for ticket in Ticket.objects.visible_to(request.actor)
        .select_related("subject")
        .filter(number__in=numbers)
    }
    tickets = [found[number] for number in dict.fromkeys(numbers) if number in found]
    if not tickets:
        raise NotVisible(tickets=",".join(numbers[:5]))
    return tickets


def _without_tickets(request: DeskRequest) -> Any:
    """The form's own fields: the selection is not one of them."""
    data = request.POST.copy()
    data.pop("ticket", None)
    return data


def _show(
    request: DeskRequest, chosen: Act, tickets: list[Ticket], form: TicketForm, *, status: int = 200
) -> HttpResponse:
    name = str(chosen.title) or regulation_of(tickets[0].regulation_id).verb_name(chosen.verb)
    n = len(tickets)
    title = ngettext("%(name)s: %(n)d ticket", "%(name)s: %(n)d tickets", n) % {"name": name, "n": n}
    previews = [_preview(request, chosen, ticket) for ticket in tickets]
    return render(
        request,
        "web/tickets/bulk.html",
        {
            "act": chosen,
            "form": form,
            "previews": previews,
            "left": sum(1 for one in previews if not one.is_open),
            "title": title,
            "name": name,
        },
        status=status,
    )


def _preview(request: DeskRequest, chosen: Act, ticket: Ticket) -> Preview:
    mark_helper(ticket, request.actor)
    return Preview(
        number=ticket.number,
        title=ticket.title,
        state=state_name(ticket.regulation_id, ticket.state),
        is_open=chosen.verb in verbs_open_to(request.actor, ticket),
    )


def _told(request: DeskRequest, outcome: Outcome) -> HttpResponseBase:
    n = len(outcome.done)
    said = ngettext("%(n)d ticket done", "%(n)d tickets done", n) % {"n": n}
    undoable = [(number, seq) for number, seq in outcome.done if seq]
    undo_url = (
        "/tickets/undo?" + urlencode([("of", f"{number}:{seq}") for number, seq in undoable])
        if undoable
        else ""
    )
    return _answer(
        request, " · ".join([said, *outcome.refused]), tone="good" if n else "bad", undo_url=undo_url
    )


def _answer(request: DeskRequest, said: str, *, tone: str, undo_url: str = "") -> HttpResponseBase:
    if not shell.is_fragment(request):
        shell.flash(request, said, tone=tone, undo_url=undo_url)
        return shell.see_other(request, "/tickets")
    response = shell.toasted(HttpResponse(status=204), said, tone=tone, undo_url=undo_url)
    return shell.ringing(shell.closing_drawer(response), "queue")
