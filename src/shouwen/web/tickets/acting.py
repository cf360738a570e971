"""The one view behind every act on a ticket: its form on GET, its command on POST, its undo."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.models import Fact
from shouwen.base.permissions import require
from shouwen.base.refusals import InvalidInput, NotVisible, StaleView
from shouwen.base.sentences import filled
from shouwen.base.time import now
from shouwen.capabilities.tickets.commands import undo
from shouwen.capabilities.tickets.commands.undo import UNDOABLE
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.permissions import holds_grant, require_right
from shouwen.capabilities.tickets.refusals import VerbRefused
from shouwen.capabilities.workplace.commands.drafts import forget_draft
from shouwen.domain.workflow import TicketState, TicketVerb
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import done, find_ticket, seen_by
from shouwen.web.tickets.acts import ACTS, Act, Scene, TicketForm, fact_of


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: DeskRequest, number: str, slug: str) -> HttpResponseBase:
    """The drawer of one act, and the act itself."""
    chosen = ACTS.get(slug)
    if chosen is None:
        raise NotVisible(act=slug)
    ticket = find_ticket(request, number)
    _check_right(request, chosen, ticket)
    verb = chosen.verb if not chosen.fact else None
    scene = Scene(ticket, request.actor, now(), seen_by(request), verb)
    if request.method != "POST":
        if scene.verb is not None:
            _check_state(scene, scene.verb)
        return show(request, chosen, scene, chosen.form(scene=scene, initial=request.GET.dict()))
    form = chosen.form(request.POST, scene=scene)
    return (
        carry_out(request, chosen, scene, form)
        if form.is_valid()
        else show(request, chosen, scene, form, status=422)
    )


def carry_out(request: DeskRequest, chosen: Act, scene: Scene, form: TicketForm) -> HttpResponseBase:
    """The command of the act, with what its valid form says; the form again where the command refuses it."""
    try:
        with transaction.atomic():
            chosen.run(scene, form.cleaned_data)
            if not chosen.is_plain:
                place = place_of(chosen, scene.ticket)
                forget_draft(place=place, actor=request.actor, at=scene.at, was_sent=True)
    except InvalidInput as refusal:
        form.tell(refusal)
        return show(request, chosen, scene, form, status=422)
    except StaleView as refusal:
        form.add_error(None, refusal.sentence())
        return show(request, chosen, scene, form, status=412)
    return done(
        request,
        scene.ticket,
        said(scene.ticket, chosen, form),
        undo_url=undo_url(scene.ticket, fact_of(chosen)),
    )


def show(
    request: DeskRequest, chosen: Act, scene: Scene, form: TicketForm, *, status: int = 200
) -> HttpResponse:
    """The form of an act, in the drawer or on a page of its own."""
    places = {
        "act": chosen,
        "form": form,
        "place": place_of(chosen, scene.ticket),
        "ticket": scene.ticket,
        "title": title_of(chosen, scene),
        "seen": scene.ticket.subject.seq,
    }
    return render(request, chosen.template, places, status=status)


def place_of(chosen: Act, ticket: Ticket) -> str:
    """Where the draft of this act on this ticket is kept."""
    return f"ticket/{ticket.pk}/{chosen.slug}"


@staff_only
@require_POST
def take_back(request: DeskRequest, number: str, seq: int) -> HttpResponseBase:
    """Undo one fact of a ticket."""
    ticket = find_ticket(request, number)
    undo(ticket=ticket, seq=seq, actor=request.actor, at=now())
    return done(request, ticket, _("Undone"))


def undo_url(ticket: Ticket, fact: str) -> str:
    """Where the newest fact of this name is undone; empty for one that can't be."""
    if fact not in UNDOABLE:
        return ""
    seq = (
        Fact.objects.filter(subject_id=ticket.pk, name=fact)
        .order_by("-seq")
        .values_list("seq", flat=True)
        .first()
    )
    return f"/t/{ticket.number}/undo/{seq}" if seq else ""


def title_of(chosen: Act, scene: Scene) -> str:
    """What an act is called: its own title, else what the regulation calls the verb."""
    return str(chosen.title) or scene.regulation.verb_name(chosen.verb)


def said(ticket: Ticket, chosen: Act, form: TicketForm) -> str:
    """What the toast says: to whom it was dispatched, else what was done."""
    if chosen.slug == "dispatch" and form.cleaned_data.get("engineer"):
        names: dict[Any, Any] = dict(form.fields["engineer"].choices)  # type: ignore[attr-defined]  # a choice
        told = _("%(number)s dispatched to %(name)s")
        return filled(told, number=ticket.number, name=names.get(form.cleaned_data["engineer"], ""))
    return f"{ticket.number} · {chosen.said}"


def _check_right(request: DeskRequest, chosen: Act, ticket: Ticket) -> None:
    """Who may not do it is not shown the form either."""
    if chosen.grant:
        require(holds_grant(request.actor, chosen.grant, ticket), grant=chosen.grant)
    require_right(request.actor, chosen.verb, ticket)


def _check_state(scene: Scene, verb: TicketVerb) -> None:
    """Nor is a form shown that the ticket's state has no use for: what is written there would be refused."""
    ticket, regulation = scene.ticket, scene.regulation
    if not regulation.workflow.applies(TicketState(ticket.state), verb):
        raise VerbRefused(
            number=ticket.number,
            state=regulation.state_name(ticket.state),
            verb=regulation.verb_name(verb),
        )
