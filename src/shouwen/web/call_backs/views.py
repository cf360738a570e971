"""The list of call-backs that are due, and the form one fills while talking."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.call_backs.choices import CallBackState, Result
from shouwen.capabilities.call_backs.commands import Feedback, record_call_back
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.call_backs.permissions import SEE
from shouwen.capabilities.call_backs.queries import call_backs_due, call_backs_made
from shouwen.capabilities.customers.queries import read_phone, show_phone
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.closing import closing_rule
from shouwen.capabilities.tickets.permissions import CLOSE, WORK, may_do
from shouwen.domain.regulation import Regulation
from shouwen.domain.workflow import TicketVerb
from shouwen.ui.components import Clock, Tab
from shouwen.web.access import DeskRequest, granted
from shouwen.web.acting import ActForm, done
from shouwen.web.call_backs.script import spoken
from shouwen.web.fields import instant, text
from shouwen.web.words import choices_of, grade_name

MOST = 100
RESULTS = [
    (Result.SOLVED, gettext_lazy("Solved")),
    (Result.NOT_SOLVED, gettext_lazy("Not solved")),
    (Result.LATER, gettext_lazy("Call later")),
    (Result.UNREACHED, gettext_lazy("Not reached")),
]


HEARD = (Result.SOLVED, Result.NOT_SOLVED)
ASKED: dict[str, tuple[Result, ...]] = {
    "later_at": (Result.LATER,),
    "is_back_to_normal": (Result.SOLVED,),
    "agrees": (Result.SOLVED,),
    "grade": HEARD,
    "improvement": HEARD,
}
"""With which results a field is asked for; one that is not named here always is."""


class CallForm(ActForm):
    """What the customer said: solved or not, the grade, what should be better, when to call again.

    The style sheet shows a field that is asked for with some results when one of them is chosen.
    """

    result = forms.ChoiceField(label=gettext_lazy("Result"), choices=RESULTS, widget=forms.RadioSelect())
    later_at = instant(gettext_lazy("Call again at"), required=False)
    is_back_to_normal = forms.BooleanField(label=gettext_lazy("Business is back to normal"), required=False)
    agrees = forms.BooleanField(label=gettext_lazy("The customer agrees to close"), required=False)
    grade = forms.ChoiceField(label=gettext_lazy("Grade"), required=False, widget=forms.RadioSelect())
    improvement = text(gettext_lazy("What could be better"), required=False, rows=2)
    text = text(gettext_lazy("In the customer's words"), required=False, rows=2)

    def __init__(self, *args: Any, call_back: CallBack, document: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questionnaire = document.questionnaires.get(call_back.questionnaire)
        if questionnaire and questionnaire.grades:
            self.fields["grade"].choices = choices_of(questionnaire.grades)  # type: ignore[attr-defined]  # a choice
        else:
            del self.fields["grade"]
        if call_back.purpose not in ("completion", "recurrence"):
            del self.fields["is_back_to_normal"]
        if "customer_agreed" not in closing_rule(document, call_back.ticket).requires:
            del self.fields["agrees"]
        for name in ASKED.keys() & self.fields.keys():
            self.fields[name].widget.attrs["data-when"] = " ".join(ASKED[name])

    def clean(self) -> dict[str, Any]:
        """What was entered before another result was chosen, and stands where nobody sees it, is not said."""
        values = super().clean()
        for name in ASKED.keys() & self.fields.keys():
            if values.get("result") not in ASKED[name]:
                values[name] = None
                self.errors.pop(name, None)
        return values


@granted(CLOSE, WORK, SEE)
@require_safe
def due(request: DeskRequest) -> HttpResponse:
    """Call-backs due to this actor or to everybody, longest overdue first; or what they brought, newest first."""
    actor = request.actor
    makes = actor.may_somewhere(CLOSE) or not actor.may_somewhere(SEE)
    whose = request.GET.get("whose") or ("mine" if makes else "all")
    if whose == "made":
        made = [_made(row) for row in call_backs_made(actor=actor)[:MOST]]
        heads = [
            _("Made at"),
            _("Ticket"),
            _("Customer"),
            _("Purpose"),
            _("Result"),
            _("Grade"),
            _("What was said"),
            "",
        ]
        return render(
            request, "web/call_backs/made.html", {"rows": made, "tabs": _tabs(whose, None), "heads": heads}
        )
    rows = list(call_backs_due(actor=actor, at=now(), mine=whose == "mine")[:MOST])
    heads = [_("Due"), _("Ticket"), _("Customer"), _("Purpose"), _("Tries"), _("Who calls"), ""]
    places = {"rows": [_row(row, actor) for row in rows], "tabs": _tabs(whose, len(rows)), "heads": heads}
    return render(request, "web/call_backs/due.html", places)


def _tabs(whose: str, count: int | None) -> list[Tab]:
    names = {"mine": _("Mine"), "all": _("Everybody's"), "made": _("Made")}
    return [
        Tab(name, f"/call-backs?whose={code}", code == whose, count if code == whose else None)
        for code, name in names.items()
    ]


@granted(CLOSE, WORK, SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One call-back: the script with its places filled, and the form of what was feedback."""
    found = (
        CallBack.objects.visible_to(request.actor)
        .select_related(
            "ticket", "ticket__contact", "ticket__customer", "ticket__handler", "ticket__owner", "assignee"
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotVisible(call_back=pk)
    document = regulation_of(found.ticket.regulation_id).document
    if request.method != "POST":
        return _show(request, found, document, CallForm(call_back=found, document=document))
    form = CallForm(request.POST, call_back=found, document=document)
    if not form.is_valid():
        return _show(request, found, document, form, status=422)
    try:
        with transaction.atomic():
            _record(request, found, form.cleaned_data, now())
    except InvalidInput as refusal:
        form.tell(refusal)
        return _show(request, found, document, form, status=422)
    return done(request, found.ticket, f"{found.ticket.number} · {_('Call-back recorded')}", url="")


def _record(request: DeskRequest, found: CallBack, values: dict[str, Any], at: datetime) -> None:
    feedback = Feedback(
        result=Result(values["result"]),
        grade=values.get("grade") or "",
        improvement=values["improvement"] or "",
        text=values["text"],
        later_at=values["later_at"],
        is_back_to_normal=values.get("is_back_to_normal"),
        agrees=values.get("agrees"),
    )
    record_call_back(call_back=found, feedback=feedback, actor=request.actor, at=at)


def _show(
    request: DeskRequest, found: CallBack, document: Regulation, form: CallForm, *, status: int = 200
) -> HttpResponse:
    rule = document.call_backs[found.rule]
    places = {
        "call_back": found,
        "ticket": found.ticket,
        "form": form,
        "name": rule.name.in_language(reader_language()),
        "script": spoken(document, rule.script, found.ticket, request.actor),
        "is_waiting": found.state == CallBackState.WAITING,
        "may": may_do(request.actor, TicketVerb.CALL_BACK, found.ticket),
        "grade": grade_name(document, found.questionnaire, found.grade),
        "attempts": list(found.attempts.select_related("person").order_by("pk")),
        "phones": _phones(found),
    }
    return render(request, "web/call_backs/call.html", places, status=status)


def _phones(found: CallBack) -> list[str]:
    """The numbers to call: as given with the request, then the contact's own."""
    given = read_phone(found.ticket.caller_phone)
    own = found.ticket.contact.phones.all() if found.ticket.contact else []
    numbers = [(given.number, given.extension)] if given else []
    numbers += [(phone.number, phone.extension) for phone in own]
    return [show_phone(*number) for number in dict.fromkeys(numbers)]


def _row(row: CallBack, actor: Actor) -> dict[str, Any]:
    return _about(row) | {
        "clock": Clock("running", due_at=row.due_at) if row.due_at else None,
        "may": may_do(actor, TicketVerb.CALL_BACK, row.ticket),
    }


def _made(row: CallBack) -> dict[str, Any]:
    document = regulation_of(row.ticket.regulation_id).document
    return _about(row) | {"grade": grade_name(document, row.questionnaire, row.grade)}


def _about(row: CallBack) -> dict[str, Any]:
    """What a line says of a call-back in either list: on what, to whom, by which rule."""
    rule = regulation_of(row.ticket.regulation_id).document.call_backs.get(row.rule)
    return {
        "row": row,
        "ticket": row.ticket,
        "name": rule.name.in_language(reader_language()) if rule else row.rule,
        "who": row.ticket.contact.name if row.ticket.contact else row.ticket.caller_name,
        "customer": row.ticket.customer.name if row.ticket.customer else row.ticket.caller_company,
    }
