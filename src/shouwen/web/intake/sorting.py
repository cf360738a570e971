"""An agent decides: the words belong to a ticket that is there, or nothing is made of them."""

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.base.refusals import InvalidInput
from shouwen.base.time import now
from shouwen.capabilities.intake.commands.sort import append_from_intake, dismiss_from_intake
from shouwen.capabilities.tickets.models import Ticket
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.intake.forms import AppendForm, DismissForm
from shouwen.web.intake.items import find_item, show


@granted("intake.sort")
@require_POST
def append(request: DeskRequest, item_id: int) -> HttpResponseBase:
    item = find_item(request, item_id)
    form = AppendForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        ticket = Ticket.objects.visible_to(request.actor).filter(number=number).first()
        if ticket is not None:
            append_from_intake(item=item, ticket=ticket, actor=request.actor, at=now())
            shell.flash(request, _("The text is added to %(number)s") % {"number": number})
            return shell.see_other(request, f"/t/{number}")
        form.add_error("number", _("There is no ticket with this number."))
    return show(request, item, append_form=form, status=422)


@granted("intake.sort")
@require_POST
def dismiss(request: DeskRequest, item_id: int) -> HttpResponseBase:
    item = find_item(request, item_id)
    form = DismissForm(request.POST)
    if form.is_valid():
        try:
            dismiss_from_intake(item=item, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
            shell.flash(request, _("Dismissed; it can still be found"))
            return shell.see_other(request, reverse("web:intake"))
        except InvalidInput as refusal:
            form.tell(refusal)
    return show(request, item, dismiss_form=form, status=422)
