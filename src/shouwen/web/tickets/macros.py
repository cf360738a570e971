"""Macros on a ticket: chosen, shown with everything they would do, run as one."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.base.languages import name_in, reader_language
from shouwen.base.refusals import NotVisible, StaleView
from shouwen.base.time import now
from shouwen.capabilities.people.models import Team
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.telling import READ_ALONG, places_now
from shouwen.capabilities.workplace.choices import Step
from shouwen.capabilities.workplace.commands.macros import foresee_macro, is_final, run_macro
from shouwen.capabilities.workplace.models import Macro
from shouwen.capabilities.workplace.queries.phrases import fill_known
from shouwen.capabilities.workplace.refusals import StepRefused
from shouwen.ui.dates import stamp
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import done, find_brief, seen_by
from shouwen.web.words import state_name, suspend_reason
from shouwen.web.workplace.macros import find, listed

TEXT_STEPS = (Step.NOTE, Step.REPLY, Step.HAND_OVER)


@staff_only
@require_safe
def macros(request: DeskRequest, number: str) -> HttpResponse:
    """The macros I may run here, each with a digit of its own."""
    ticket = find_brief(request, number)
    return render(request, "web/tickets/macros.html", {"ticket": ticket, "macros": listed(request)})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def macro(request: DeskRequest, number: str, pk: int) -> HttpResponseBase:
    """What the macro would do to this ticket, words and all; a POST does it."""
    chosen, ticket, at = find(request, pk), _whole(request, number), now()
    if request.method != "POST":
        return _show(request, chosen, ticket, _filled(chosen, ticket))
    texts = {
        step.value: request.POST.get(step.value, "") for step in TEXT_STEPS if step.value in request.POST
    }
    try:
        outcome = run_macro(
            macro=chosen, ticket=ticket, texts=texts, actor=request.actor, at=at, seen=seen_by(request)
        )
    except (StepRefused, StaleView) as refusal:
        return _show(request, chosen, ticket, texts, sentence=refusal.sentence(), status=refusal.status)
    said = _("%(number)s · macro “%(name)s” done") % {"number": ticket.number, "name": chosen.name}
    undo_url = f"/t/{ticket.number}/undo/{outcome.first_seq}" if outcome.first_seq else ""
    return done(request, outcome.ticket, said, undo_url=undo_url)


def _whole(request: DeskRequest, number: str) -> Ticket:
    """The ticket with all that places are filled from."""
    found = Ticket.objects.visible_to(request.actor).select_related(*READ_ALONG).filter(number=number).first()
    if found is None:
        raise NotVisible(number=number)
    return found


def _filled(chosen: Macro, ticket: Ticket) -> dict[str, str]:
    """The words of the macro with their places filled, in the contact's language."""
    language = ticket.contact.language if ticket.contact else reader_language()
    places = places_now(ticket, language=language, at=now())
    return {step["act"]: fill_known(step["text"], places) for step in chosen.steps if step.get("text")}


def _show(
    request: DeskRequest,
    chosen: Macro,
    ticket: Ticket,
    texts: dict[str, str],
    *,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    foreseen = foresee_macro(macro=chosen, ticket=ticket, texts=texts, actor=request.actor, at=now())
    return render(
        request,
        "web/tickets/macro.html",
        {
            "ticket": ticket,
            "macro": chosen,
            "steps": [_step(step, texts, ticket) for step in chosen.steps],
            "sentence": sentence or (foreseen.refusal.sentence() if foreseen.refusal else ""),
            "changes": _changes(ticket, foreseen.ticket) if foreseen.ticket else [],
            "is_final": is_final(chosen),
            "seen": ticket.subject.seq,
        },
        status=status,
    )


def _step(step: dict[str, Any], texts: dict[str, str], ticket: Ticket) -> dict[str, Any]:
    act = Step(step["act"])
    note = ""
    if act == Step.SUSPEND:
        reason = suspend_reason(ticket.regulation_id, step["reason"])
        note = _("%(reason)s, %(n)d d") % {"reason": reason, "n": step["days"]}
    elif act == Step.HAND_OVER:
        note = " · ".join(_to_whom(ticket, step))
    elif act == Step.REPLY:
        note = _("goes to the customer")
    return {
        "act": act.value,
        "name": act.label,
        "note": note,
        "text": texts.get(act.value),
        "has_text": act in TEXT_STEPS,
    }


def _to_whom(ticket: Ticket, step: dict[str, Any]) -> list[str]:
    """The team that gets it and why, in words."""
    reason = regulation_of(ticket.regulation_id).document.dispatch.hand_over_reasons.get(step["reason"])
    team = Team.objects.filter(code=step["team"]).first()
    language = reader_language()
    return [
        name_in(team.names) if team else step["team"],
        reason.name.in_language(language) if reason else "",
    ]


def _changes(before: Ticket, after: Ticket) -> list[tuple[str, str, str]]:
    """What will be different: the word for it, how it is, how it will be."""

    def name(person: Any) -> str:
        return person.name if person else "--"

    rows = [
        (_("State"), *(state_name(one.regulation_id, one.state) for one in (before, after))),
        (_("Handler"), name(before.handler), name(after.handler)),
        (_("Responsible"), name(before.responsible), name(after.responsible)),
        (_("Team"), *((name_in(one.team.names) if one.team else "--") for one in (before, after))),
        (_("Suspended until"), *(stamp(one.suspended_until) for one in (before, after))),
        (_("Major"), *((_("yes") if one.is_major else _("no")) for one in (before, after))),
    ]
    return [(word, old, new) for word, old, new in rows if old != new]
