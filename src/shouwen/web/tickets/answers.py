"""The answer box: words to the customer, a note among us, the progress of the work."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouwen.base.actors import Actor
from shouwen.base.files import FileTooLarge, Upload
from shouwen.base.refusals import InvalidInput, StaleView
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import Visibility, Way
from shouwen.capabilities.tickets.commands import add_note, attach_file, reply_to_customer, update_progress
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.commands.drafts import forget_draft
from shouwen.capabilities.workplace.models import answer_place
from shouwen.capabilities.workplace.queries.mentions import mentioned_in
from shouwen.capabilities.workplace.queries.phrases import open_places
from shouwen.capabilities.workplace.queries.reviews import check_read
from shouwen.domain.workflow import TicketVerb
from shouwen.ui.components import AnswerKind
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import ActForm, done, find_ticket, seen_by
from shouwen.web.fields import instant, text
from shouwen.web.shell import is_fragment
from shouwen.web.tickets.acting import undo_url
from shouwen.web.tickets.story import news_since
from shouwen.web.words import choices_of

KINDS = ("reply", "note", "update")


class AnswerForm(ActForm):
    """One entry. A progress update has four parts; what a reply waits for suspends the ticket in the same act.

    Beside a reply, the `conclusion` is a note of its own, written in the same act.
    """

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    body = forms.CharField(max_length=20_000, required=False)
    conclusion = text(
        gettext_lazy("Conclusion for colleagues; the customer does not see it"), required=False, rows=2
    )
    files = forms.FileField(required=False)  # type: ignore[assignment]  # Django keeps the field elsewhere
    way = forms.ChoiceField(
        label=gettext_lazy("Way"), choices=[("", gettext_lazy("Not specified")), *Way.choices], required=False
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes worked"), min_value=0, max_value=1440, required=False
    )
    answers = forms.BooleanField(label=gettext_lazy("This answers the question"), required=False)
    cc = forms.CharField(
        label=gettext_lazy("Copies to"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Mail addresses, separated by commas"),
    )
    wait = forms.ChoiceField(label=gettext_lazy("Then wait for"), required=False)
    wait_until = instant(gettext_lazy("Work resumes at"), required=False)
    found = forms.CharField(label=gettext_lazy("What was found"), required=False, max_length=20_000)
    next_step = forms.CharField(label=gettext_lazy("What is next"), required=False, max_length=20_000)
    next_at = instant(gettext_lazy("By when"), required=False)
    turns = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())
    tell_customer = forms.BooleanField(label=gettext_lazy("The customer may read it"), required=False)

    def __init__(self, *args: Any, regulation: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = regulation_of(regulation).document.workflow.suspension_reasons
        self.fields["wait"].choices = choices_of(reasons, empty=_("Nothing; continue"))  # type: ignore[attr-defined]  # a choice


@staff_only
@require_POST
def answer(request: DeskRequest, number: str) -> HttpResponseBase:
    """One entry from the answer box, with its files; what is wrong is said in the box, and nothing of it is kept."""
    ticket = find_ticket(request, number)
    form = AnswerForm(request.POST, request.FILES, regulation=ticket.regulation_id)
    if not form.is_valid():
        lacks = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        return _lacking(request, _named(form, lacks))
    values, at = form.cleaned_data, now()
    check_read(ticket=ticket, turns=values["turns"], actor=request.actor)
    try:
        with transaction.atomic():
            fact = WRITE[values["kind"]](request, ticket, values, at)
            if values["conclusion"].strip():
                _conclude(request, ticket, values["conclusion"], at)
            if values["kind"] != "reply":
                _keep_files(request, ticket, at)
    except StaleView as refusal:
        return stale(request, ticket, refusal)
    except InvalidInput as refusal:
        return _lacking(request, _named(form, refusal.errors))
    except FileTooLarge as refusal:
        return _lacking(request, InvalidInput({"files": refusal.sentence()}))
    forget_draft(place=answer_place(ticket.pk), actor=request.actor, at=at, was_sent=True)
    return done(request, ticket, str(SAID[values["kind"]]), undo_url=undo_url(ticket, fact))


def _named(form: AnswerForm, errors: dict[str, str]) -> InvalidInput:
    """The refusal that tells each error after the name its field has in the box; errors of the text stand alone."""
    labels = {name: str(field.label) for name, field in form.fields.items() if field.label}
    labels["until"] = labels["wait_until"]
    return InvalidInput(
        {
            name: _("%(place)s: %(reason)s") % {"place": labels[name], "reason": error}
            if name in labels
            else error
            for name, error in errors.items()
        }
    )


def _lacking(request: DeskRequest, refusal: InvalidInput) -> HttpResponse:
    """422: each error in the box, where its field is marked; without scripts, a page that says so."""
    if not is_fragment(request):
        raise refusal
    response = render(request, "web/tickets/_answer_faults.html", {"faults": refusal.errors}, status=422)
    response.headers["HX-Retarget"] = "#answer-faults"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def stale(request: DeskRequest, ticket: Ticket, refusal: StaleView) -> HttpResponse:
    """412: what came in meanwhile, beside the text that was about to be sent; asked once."""
    news = news_since(request, ticket, seen_by(request) or 0)
    response = render(
        request,
        "web/tickets/_stale.html",
        {
            "ticket": ticket,
            "sentence": refusal.sentence(),
            "newest": refusal.facts["seq"],
            **news,
        },
        status=412,
    )
    response.headers["HX-Retarget"] = "#news"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def kinds_for(ticket: Ticket, verbs: tuple[TicketVerb, ...]) -> list[AnswerKind]:
    """What this actor may write here."""
    offered = {
        TicketVerb.REPLY: AnswerKind(
            "reply",
            _("To the customer"),
            "answer",
            placeholder=_("What the customer will read"),
            send=_("Send"),
        ),
        TicketVerb.NOTE: AnswerKind(
            "note",
            _("Note"),
            "note",
            internal=True,
            placeholder=_("Only colleagues read this. @name tells somebody."),
            send=_("Save note"),
            key="i",
        ),
        TicketVerb.UPDATE: AnswerKind(
            "update",
            _("Progress"),
            "progress",
            internal=True,
            placeholder=_("What was done"),
            send=_("Update progress"),
            key="p",
        ),
    }
    return [kind for verb, kind in offered.items() if verb in verbs]


def _reply(request: DeskRequest, ticket: Ticket, values: dict[str, Any], at: datetime) -> str:
    if unfilled := open_places(values["body"]):
        places = ", ".join(f"{{{name}}}" for name in unfilled)
        raise InvalidInput({"body": _("Still to be filled in: %(places)s") % {"places": places}})
    reply_to_customer(
        ticket=ticket,
        text=values["body"],
        actor=request.actor,
        at=at,
        way=values["way"],
        minutes=values["minutes"],
        answers=values["answers"],
        suspend_reason=values["wait"],
        suspend_until=values["wait_until"],
        uploads=uploads_of(request),
        cc=tuple(re.split(r"[,，;；\s]+", values["cc"])),
        seen=seen_by(request),
    )
    return "ticket.replied"


def _note(request: DeskRequest, ticket: Ticket, values: dict[str, Any], at: datetime) -> str:
    add_note(
        ticket=ticket,
        text=values["body"],
        actor=request.actor,
        at=at,
        way=values["way"],
        minutes=values["minutes"],
        mentions=mentioned_in(values["body"], actor=request.actor),
        seen=seen_by(request),
    )
    return "ticket.noted"


def _conclude(request: DeskRequest, ticket: Ticket, text: str, at: datetime) -> None:
    """What colleagues are told beside it; no news to its writer, and undone with what it stands beside."""
    mentions = mentioned_in(text, actor=request.actor)
    add_note(ticket=ticket, text=text, actor=request.actor, at=at, mentions=mentions)


def _update(request: DeskRequest, ticket: Ticket, values: dict[str, Any], at: datetime) -> str:
    update_progress(
        ticket=ticket,
        done=values["body"],
        found=values["found"],
        next_step=values["next_step"],
        next_at=values["next_at"],
        actor=request.actor,
        at=at,
        way=values["way"],
        minutes=values["minutes"],
        tell_customer=values["tell_customer"],
        mentions=() if values["tell_customer"] else _named_in(values, request.actor),
        seen=seen_by(request),
    )
    return "ticket.progress_updated"


def _named_in(values: dict[str, Any], actor: Actor) -> tuple[Person, ...]:
    """Whom the words of an update that stays inside name by an @."""
    return mentioned_in("\n".join((values["body"], values["found"], values["next_step"])), actor=actor)


def uploads_of(request: DeskRequest) -> tuple[Upload, ...]:
    """The files that came with the form."""
    return tuple(Upload.of_form(file) for file in request.FILES.getlist("files"))


def _keep_files(request: DeskRequest, ticket: Ticket, at: datetime) -> None:
    for upload in uploads_of(request):
        attach_file(ticket=ticket, upload=upload, actor=request.actor, at=at, visibility=Visibility.INTERNAL)


WRITE = {"reply": _reply, "note": _note, "update": _update}
SAID = {
    "reply": gettext_lazy("Sent to the customer"),
    "note": gettext_lazy("Note written"),
    "update": gettext_lazy("Progress updated"),
}
