"""A draft looked over: asked for from the answer box, read and reworded by the colleague, judged, taken back."""

from typing import Any, Final

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.workplace.choices import Ending
from shouwen.capabilities.workplace.commands.drafts import forget_draft
from shouwen.capabilities.workplace.commands.reviews import ask_review, end_review, give_review
from shouwen.capabilities.workplace.models import Review, answer_place
from shouwen.capabilities.workplace.queries.reviews import (
    may_look_over,
    review_numbered,
    reviews_on,
    rewordings,
)
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import ActForm, done, find_brief
from shouwen.web.fields import text

KINDS: Final = {
    "reply": gettext_lazy("To the customer"),
    "note": gettext_lazy("Note"),
    "update": gettext_lazy("Progress"),
}
FIELDS: Final = {
    "body": gettext_lazy("Text"),
    "found": gettext_lazy("What was found"),
    "next_step": gettext_lazy("What is next"),
}


class AskForm(ActForm):
    reviewer = forms.ModelChoiceField(label=gettext_lazy("Colleague"), queryset=Person.objects.none())
    question = text(gettext_lazy("What to look at"), required=False, rows=2)

    def __init__(self, *args: Any, ticket: Ticket, request: DeskRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = may_look_over(ticket=ticket, actor=request.actor)
        self.fields["reviewer"].queryset = found  # type: ignore[attr-defined]  # a model choice


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: DeskRequest, number: str) -> HttpResponseBase:
    """Whom to ask, in the drawer; a POST gives him the draft of my answer."""
    ticket = find_brief(request, number)
    form = AskForm(request.POST or None, ticket=ticket, request=request)
    if form.is_valid():
        values, at = form.cleaned_data, now()
        try:
            ask_review(ticket=ticket, **values, actor=request.actor, at=at)
        except InvalidInput as refusal:
            form.tell(refusal)
        else:
            forget_draft(place=_place(ticket), actor=request.actor, at=at, was_sent=True)
            return _told(
                request, ticket, _("%(name)s has your draft now") % {"name": values["reviewer"].name}
            )
    places = {"form": form, "ticket": ticket, "place": _place(ticket), "about": answer_place(ticket.pk)}
    return render(request, "web/tickets/review.html", places, status=422 if form.is_bound else 200)


@staff_only
@require_safe
def panel(request: DeskRequest, number: str) -> HttpResponse:
    """Above the answer box: my draft with a colleague, and drafts that colleagues gave me; mostly nothing."""
    ticket = find_brief(request, number)
    rows = shown_on(request, ticket)
    if not rows:
        return HttpResponse()
    return render(request, "web/tickets/_reviews.html", {"ticket": ticket, "reviews": rows})


def shown_on(request: DeskRequest, ticket: Ticket) -> list[dict[str, Any]]:
    """The drafts on this ticket that are looked over, by me or for me; one statement."""
    return [_shown(review, request) for review in reviews_on(ticket=ticket, actor=request.actor)]


@staff_only
@require_POST
def give(request: DeskRequest, number: str, pk: int) -> HttpResponseBase:
    """What I say of the draft that I was given."""
    review = _found(request, number, pk)
    at, said = now(), {name: request.POST.get(name, "") for name in ("verdict", "comment")}
    given = give_review(review=review, **said, actor=request.actor, at=at)
    forget_draft(place=f"{_place(review.ticket)}/{pk}", actor=request.actor, at=at, was_sent=True)
    return _told(
        request, review.ticket, _("Answered: %(verdict)s") % {"verdict": given.get_verdict_display()}
    )


@staff_only
@require_POST
def withdraw(request: DeskRequest, number: str, pk: int) -> HttpResponseBase:
    """My draft is mine alone again."""
    review = _found(request, number, pk)
    end_review(review=review, how=Ending.WITHDRAWN, actor=request.actor, at=now())
    return _told(request, review.ticket, _("Taken back; only you can see it again"))


def _told(request: DeskRequest, ticket: Ticket, said: str) -> HttpResponseBase:
    """It is done: the story and the panel of this page reload at once."""
    response = done(request, ticket, said)
    if isinstance(response, HttpResponse) and shell.is_fragment(request):
        shell.ringing(response, f"subject/{ticket.pk}", f"reviews/{ticket.pk}")
    return response


def _found(request: DeskRequest, number: str, pk: int) -> Review:
    review = review_numbered(pk=pk, actor=request.actor)
    if review is None or review.ticket.number != number:
        raise NotVisible(review=pk)
    return review


def _place(ticket: Ticket) -> str:
    """Where what one writes about a draft is itself kept while one writes it."""
    return f"ticket/{ticket.pk}/review"


def _shown(review: Review, request: DeskRequest) -> dict[str, Any]:
    """A review as its writer or its reviewer sees it."""
    kind = review.draft.picks.get("kind", "reply")
    is_mine = request.actor.is_person(review.draft.person_id)
    changes = [one for one in rewordings(review) if one.fields and (one.is_reviewers or not is_mine)]
    return {
        "row": review,
        "is_mine": is_mine,
        "kind": KINDS.get(kind, KINDS["reply"]),
        "fields": [
            {"name": name, "label": label, "is_shown": name == "body" or kind == "update"}
            for name, label in FIELDS.items()
        ],
        "changes": [
            {"change": one, "fields": [(FIELDS[name], pieces) for name, pieces in one.fields]}
            for one in changes
        ],
        "place": f"review/{review.pk}",
        "comment_place": f"{_place(review.ticket)}/{review.pk}",
    }
