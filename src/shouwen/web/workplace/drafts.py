"""Drafts between browser and desk: kept while one types, given back wherever one goes on."""

import json
import re
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.base.time import now
from shouwen.capabilities.workplace.commands.drafts import forget_draft, keep_draft
from shouwen.capabilities.workplace.commands.reviews import reword_draft
from shouwen.capabilities.workplace.models import Draft, Review
from shouwen.capabilities.workplace.queries.drafts import drafts_at, drafts_begun, numbers_with_drafts
from shouwen.capabilities.workplace.queries.reviews import reviews_for, reviews_named, texts_under_review
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only

LONGEST_PLACE = 120
LARGEST = 200_000  # characters of one draft, both what is written and what it began from
PARTS = frozenset({"place", "texts", "base", "picks"})
MOST_PLACES = 20
UNDER_REVIEW: Final = re.compile(r"review/(\d{1,18})")
"""The place at which somebody changes the draft that a colleague gave him."""


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: DeskRequest) -> HttpResponseBase:
    """The list of what I have begun; a POST keeps one draft and answers with the text that stands now."""
    if request.method != "POST":
        found = {"drafts": drafts_begun(actor=request.actor), "reviews": reviews_for(actor=request.actor)}
        return render(request, "web/workplace/drafts.html", found)
    sent = _as_sent(request)
    if given := UNDER_REVIEW.fullmatch(sent["place"]):
        return JsonResponse(_reworded(request, int(given[1]), sent))
    return JsonResponse(_told(keep_draft(**sent, actor=request.actor, at=now())))


@staff_only
@require_safe
def kept(request: DeskRequest) -> JsonResponse:
    """What I have begun, or was given to look over, at the places asked for: {place: {texts, picks}}."""
    places = [place[:LONGEST_PLACE] for place in request.GET.getlist("place")[:MOST_PLACES]]
    found = drafts_at(places=places, actor=request.actor)
    given = {int(pk[1]): place for place in places if (pk := UNDER_REVIEW.fullmatch(place))}
    reviews = reviews_named(pks=given, actor=request.actor) if given else []
    mine = {draft.place: _told(draft) for draft in found}
    return JsonResponse(mine | {given[review.pk]: _shared(review) for review in reviews})


@staff_only
@require_safe
def numbers(request: DeskRequest) -> JsonResponse:
    """The tickets on which I have begun something, for lists to mark them."""
    return JsonResponse({"numbers": numbers_with_drafts(actor=request.actor)})


@staff_only
@require_POST
def forget(request: DeskRequest) -> HttpResponseBase:
    """One draft is thrown away."""
    forget_draft(place=request.POST.get("place", "")[:LONGEST_PLACE], actor=request.actor, at=now())
    if shell.is_fragment(request) or request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    shell.flash(request, _("Discarded"))
    return shell.see_other(request, "/drafts")


def _told(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {"texts": {}, "picks": {}}
    turns = {"turns": draft.review.turns} if hasattr(draft, "review") else {}
    return {"texts": draft.texts, "picks": draft.picks, **turns}


def _shared(review: Review) -> dict[str, Any]:
    return {"texts": texts_under_review(review), "picks": {}}


def _reworded(request: DeskRequest, pk: int, sent: dict[str, Any]) -> dict[str, Any]:
    """What stands after the change of a draft that a colleague gave me. Raises NotVisible where I have it no longer."""
    found = reviews_named(pks=[pk], actor=request.actor)
    if not found:
        raise NotVisible(review=pk)
    review = found[0]
    texts, base = sent["texts"], sent["base"]
    review.draft = reword_draft(review=review, texts=texts, base=base, actor=request.actor, at=now())
    return _shared(review)


def _as_sent(request: DeskRequest) -> dict[str, Any]:
    """The draft a browser sent: place, and three tables of texts. Raises InvalidInput for anything else."""
    try:
        sent = json.loads(request.body) if len(request.body) <= 4 * LARGEST else None
    except ValueError:
        sent = None
    well_formed = (
        isinstance(sent, dict)
        and sent.keys() == PARTS
        and isinstance(sent["place"], str)
        and 0 < len(sent["place"]) <= LONGEST_PLACE
        and all(_is_table(sent[part]) for part in ("texts", "base", "picks"))
    )
    if sent is None or not well_formed:
        raise InvalidInput({"body": _("This is not a draft.")})
    draft: dict[str, Any] = sent
    return draft


def _is_table(sent: object) -> bool:
    """Whether it is a table of names and texts, of a size that a form can have."""
    return (
        isinstance(sent, dict)
        and all(isinstance(text, str) for text in sent.values())
        and sum(map(len, sent.values())) <= LARGEST
    )
