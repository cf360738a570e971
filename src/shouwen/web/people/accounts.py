"""A colleague's account: invited, changed, locked out and let in again."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwen.base.refusals import InvalidInput, Refusal
from shouwen.base.time import now
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.commands import accounts, links, second_factors
from shouwen.capabilities.people.commands.duty import desk_shifts
from shouwen.capabilities.people.models import Person
from shouwen.runtime.values import time_zone
from shouwen.web.access import DeskRequest, granted
from shouwen.web.people.acting import address_of, back_to, carry_out, find_person
from shouwen.web.people.forms import InvitationForm, PersonForm
from shouwen.web.people.letters import link_address, send_link
from shouwen.web.repeats import shown_once


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def invite(request: DeskRequest) -> HttpResponseBase:
    """Invite somebody; the answer shows the link once, and mails it where there is an address."""
    gives_roles = request.actor.may("people.give_roles")
    form = InvitationForm(
        request.POST or None, gives_roles=gives_roles, initial={"language": request.actor.language}
    )
    if form.is_valid():
        at = now()
        try:
            values = form.cleaned_data
            shifts = desk_shifts(values.get("roles", ())) if values.pop("desk_hours") else []
            person, raw = accounts.invite_person(
                actor=request.actor, at=at, shifts=shifts, time_zone=time_zone(), **values
            )
            return _show_link(request, person, LinkPurpose.INVITATION, raw)
        except InvalidInput as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "web/people/invite.html", {"form": form}, status=422 if request.POST else 200)


@granted("people.manage")
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, initial=initial)
    return carry_out(
        request, person, form, _("Change %(name)s") % {"name": person.name}, _("Saved"),
        lambda values: accounts.change_person(person=person, actor=request.actor, at=now(), **values),
    )  # fmt: skip


@granted("people.manage")
@require_POST
def reset(request: DeskRequest, person_id: int) -> HttpResponseBase:
    """A link for a new password, shown once and mailed."""
    person = find_person(request, person_id)
    raw = links.reset_password(person=person, actor=request.actor, at=now())
    return _show_link(request, person, LinkPurpose.PASSWORD_RESET, raw)


@granted("people.manage")
@require_POST
def invite_again(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    raw = links.invite_again(person=person, actor=request.actor, at=now())
    return _show_link(request, person, LinkPurpose.INVITATION, raw)


@granted("people.manage")
@require_POST
def disable(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = accounts.disable_person(person=find_person(request, person_id), actor=request.actor, at=now())
    return back_to(request, person, _("Disabled: all browsers and tokens are cut off"))


@granted("people.manage")
@require_POST
def enable(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = accounts.enable_person(person=find_person(request, person_id), actor=request.actor, at=now())
    return back_to(request, person, _("Enabled"))


@granted("people.manage")
@require_POST
def remove_factor(request: DeskRequest, person_id: int) -> HttpResponseBase:
    person = find_person(request, person_id)
    second_factors.remove_second_factor(person=person, actor=request.actor, at=now())
    return back_to(request, person, _("The second step will be set up again at the next sign-in"))


def _show_link(request: DeskRequest, person: Person, purpose: LinkPurpose, raw: str) -> HttpResponse:
    letter = send_link(person=person, purpose=purpose, raw=raw, at=now())
    facts = {
        "person": person, "address": link_address(purpose, raw), "is_mailed": letter is not None,
        "is_invitation": purpose == LinkPurpose.INVITATION, "back_url": address_of(person),
    }  # fmt: skip
    return shown_once(render(request, "web/people/link.html", facts))
