"""What is made of a call: it is called back, linked to a ticket, its caller named."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.base.refusals import InvalidInput
from shouwen.base.time import now
from shouwen.capabilities.calls import topics
from shouwen.capabilities.calls.commands import call_back_missed, link_call, name_caller
from shouwen.capabilities.tickets.models import Ticket
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.calls.forms import BackForm, CallerForm, TicketForm
from shouwen.web.calls.pages import find_call, show_call


@granted("calls.handle")
@require_POST
def call_back(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The missed call was called back; who was reached is noted."""
    call, form = find_call(request, pk), BackForm(request.POST)
    if form.is_valid():
        try:
            call_back_missed(call=call, note=form.cleaned_data["note"], actor=request.actor, at=now())
            return _done(request, _("Called back"))
        except InvalidInput as refusal:
            form.tell(refusal)
    return show_call(request, call, status=422, back_form=form)


@granted("calls.handle")
@require_POST
def link(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The call belongs to a ticket; from the card its words are written there next."""
    call, form = find_call(request, pk), TicketForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        ticket = Ticket.objects.visible_to(request.actor).filter(number=number).first()
        if ticket is not None:
            link_call(call=call, ticket=ticket, actor=request.actor, at=now())
            said = _("Linked to %(number)s") % {"number": number}
            if request.headers.get("HX-Target", "").endswith("#call-card"):
                response = shell.toasted(HttpResponse(status=204), said)
                return shell.triggering(
                    response, **{"call:linked": {"call": call.pk, "hear": f"/t/{number}/hear"}}
                )
            return _done(request, said)
        form.add_error("number", _("There is no ticket with this number."))
    return show_call(request, call, status=422, ticket_form=form)


@granted("calls.handle")
@require_POST
def name(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Who called is known now."""
    call, form = find_call(request, pk), CallerForm(request.POST, actor=request.actor)
    if form.is_valid():
        values = form.cleaned_data
        try:
            name_caller(
                call=call,
                contact=values["contact"],
                customer=values["customer"],
                actor=request.actor,
                at=now(),
            )
            return _done(request, _("The caller is noted"))
        except InvalidInput as refusal:
            form.tell(refusal, also={"contact": "find"})
    return show_call(request, call, status=422, caller_form=form)


def _done(request: DeskRequest, said: str) -> HttpResponseBase:
    """A toast, and lists and cards look again; without scripts back to the list."""
    if not shell.is_fragment(request):
        shell.flash(request, said)
        return shell.see_other(request, "/calls")
    response = shell.closing_drawer(shell.toasted(HttpResponse(status=204), said))
    return shell.ringing(response, topics.ALL, topics.card_of(request.actor.id))
