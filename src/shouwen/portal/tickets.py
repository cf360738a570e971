"""One ticket as its customer sees it, and everything he can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shouwen.base import files
from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.base.limits import ANSWER_ON_TICKET, Limit, spend
from shouwen.base.models import Attachment
from shouwen.base.pictures import PICTURE_TYPES
from shouwen.base.refusals import InvalidInput, NotVisible, TooMany
from shouwen.base.time import now
from shouwen.capabilities.call_backs.commands import rate_ticket
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.service_levels.queries.outlook import outlook_of
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands import (
    attach_file,
    can_close,
    close_ticket,
    confirm_solution,
    record_customer_word,
    reopen_ticket,
    urge_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.capabilities.tickets.queries import attachments_of, timeline, verbs_open_to
from shouwen.capabilities.tickets.queries.finding import standing_for
from shouwen.domain.workflow import TicketVerb
from shouwen.portal.pages import page, see_other
from shouwen.portal.promises import promises_of
from shouwen.portal.story import STOPPED, advice_for, department_of, steps_of, story_of
from shouwen.portal.uploads import NOTHING_GIVEN, Given, files_given
from shouwen.portal.visits import Visit
from shouwen.ui.components import TimelineFile, state_badge

MOST_LINES = 100
LONGEST_TEXT = 8000
FACES = ("mood-great", "mood-good", "mood-fair", "mood-bad")
URGING = Limit("portal_urge", 3, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Grade:
    """One answer to "are you satisfied"; `asks` says that it wants a word about what should be better."""

    code: str
    name: str
    icon: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What the customer was about to add and could not: his words, his files, what is wrong with either."""

    text: str = ""
    given: Given = NOTHING_GIVEN
    error: str = ""


NO_WORD = Word()


@require_safe
def show(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Steps, promises, what it waits for from the customer, and the story."""
    return _ticket_page(request, visit)


@require_safe
def registered(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The receipt: the number in large type, what is promised, where to follow it."""
    ticket = visit.ticket
    link = request.build_absolute_uri(progress_path(ticket))
    return page(
        request, "registered.html", ticket=ticket, visit=visit, link=link, ticket_url=visit.base,
        promises=[one for one in promises_of(ticket, base=visit.base) if one.is_running and one.due_at],
    )  # fmt: skip


@require_safe
def promise(request: HttpRequest, visit: Visit, pk: int) -> HttpResponseBase:
    """One promise at a glance: the calendar, what was counted, what stopped it; no name from inside the house."""
    clock = next((row for row in clocks_of(visit.ticket.pk, for_customer=True) if row.pk == pk), None)
    if clock is None:
        raise NotVisible(clock=pk)
    clock.subject = visit.ticket.subject
    return page(request, "_promise_card.html", outlook=outlook_of(clock, at=now(), for_customer=True))


@require_POST
def add_word(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What the customer adds stands on the ticket, with his pictures."""
    text, owner = _text(request), f"ticket/{visit.ticket.pk}/{visit.actor.kind}/{visit.actor.id}"
    given = files_given(request, owner=owner)
    if given.faults:
        spend(
            ANSWER_ON_TICKET, f"ticket/{visit.ticket.pk}"
        )  # what lies here without its words is limited too
        return _ticket_page(request, visit, word=Word(text, given.for_next_try(owner=owner)))
    if not text and not given:
        return _ticket_page(request, visit, word=Word(error=gettext("Write something or add a picture.")))
    spend(ANSWER_ON_TICKET, f"ticket/{visit.ticket.pk}")
    with transaction.atomic():
        record_customer_word(
            ticket=visit.ticket, text=text, actor=visit.actor, at=now(), channel=Channel.PORTAL, files=len(given),
            author_name="" if visit.is_contact else visit.ticket.caller_name,
        )  # fmt: skip
        for upload in given.uploads:
            _attach(visit, upload)
    return _back(request, visit, "word")


def _attach(visit: Visit, upload: files.Upload) -> None:
    """A picture that can't be read is kept as a file that is only downloaded, as one that came with a report is."""
    try:
        attach_file(ticket=visit.ticket, upload=upload, actor=visit.actor, at=now())
    except InvalidInput:
        upload.stream.seek(0)
        plain = replace(upload, media_type=files.UNKNOWN_TYPE)
        attach_file(ticket=visit.ticket, upload=plain, actor=visit.actor, at=now())


@require_POST
def hurry(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Everybody who works on it is told that the customer waits."""
    try:
        spend(URGING, f"ticket/{visit.ticket.pk}")
    except TooMany as refusal:
        known = gettext("Everybody who works on it knows already that you are waiting.")
        return _ticket_page(request, visit, error=f"{known} {refusal.sentence()}", status=refusal.status)
    urge_ticket(ticket=visit.ticket, actor=visit.actor, at=now(), text=_text(request), channel=Channel.PORTAL)
    return _back(request, visit, "urged")


@require_POST
def agree(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The customer agrees to the proposed solution."""
    _need_contact(visit)
    confirm_solution(ticket=visit.ticket, actor=visit.actor, at=now(), how="portal")
    return _back(request, visit, "agreed")


@require_POST
def solved(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The customer says that it is solved, with or without a grade; the ticket closes as far as its rules allow."""
    _need_contact(visit)
    is_sent = "send" in request.POST
    grade = request.POST.get("send" if is_sent else "grade", "")[:60]
    if grade:
        if _asks_words(request, visit.ticket, grade, is_sent=is_sent):
            lack = gettext("Write a few words, or choose another grade.") if is_sent else ""
            return _ticket_page(request, visit, asked_grade=grade, words_lack=lack)
        try:
            rate_ticket(
                ticket=visit.ticket, grade=grade, improvement=_text(request), actor=visit.actor, at=now()
            )
        except InvalidInput as invalid:
            return _ticket_page(request, visit, error=" ".join(map(str, invalid.errors.values())))
        return _back(request, visit, "rated")
    with transaction.atomic():
        ticket = confirm_solution(ticket=visit.ticket, actor=visit.actor, at=now(), how="portal")
        if TicketVerb.CLOSE in verbs_open_to(visit.actor, ticket) and can_close(visit.actor, ticket):
            close_ticket(ticket=ticket, actor=visit.actor, at=now())
    return _back(request, visit, "solved")


@require_POST
def not_solved(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """It goes back to work, the same ticket, with what the customer says is still wrong."""
    _need_contact(visit)
    text = _text(request)
    if not text:
        return _ticket_page(request, visit, is_unsolved=True, error=gettext("Say what is still wrong."))
    reopen_ticket(ticket=visit.ticket, reason=text, actor=visit.actor, at=now())
    return _back(request, visit, "reopened")


@require_safe
def file(request: HttpRequest, visit: Visit, file: str) -> HttpResponseBase:
    """A file of the ticket that customers may see: pictures shown, everything else only downloaded."""
    found = Attachment.objects.select_related("blob").filter(
        token=file, subject_id=visit.ticket.pk, visibility="customer"
    ).first()  # fmt: skip
    if found is None:
        raise NotVisible(file=file)
    is_picture = found.media_type in PICTURE_TYPES
    media_type = found.media_type if is_picture else "application/octet-stream"
    response = StreamingHttpResponse(files.chunks(found.blob_id), content_type=media_type)
    response.headers["Content-Length"] = str(found.blob.size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(not is_picture, found.name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _back(request: HttpRequest, visit: Visit, done: str) -> HttpResponseBase:
    """To the page, which says once what was done."""
    messages.success(request, str(DONE[done]))
    return see_other(visit.base)


def _ticket_page(
    request: HttpRequest, visit: Visit, *, error: str = "", asked_grade: str = "", words_lack: str = "",
    is_unsolved: bool = False, word: Word = NO_WORD, status: int = 422,
) -> HttpResponseBase:  # fmt: skip
    ticket = visit.ticket
    compiled = regulation_of(ticket.regulation_id)
    language = reader_language()
    open_verbs = verbs_open_to(visit.actor, ticket)
    is_finished = ticket.state in ("completed", "verified")
    lines = timeline(ticket=ticket, actor=_reader(visit), limit=MOST_LINES)
    attached = attachments_of(ticket=ticket, actor=_reader(visit))
    grades = _grades(ticket, language) if is_finished and visit.is_contact else []
    facts: dict[str, Any] = {
        "ticket": ticket,
        "visit": visit,
        "acts": {name: visit.url(path) for name, path in ACTS.items()},
        "klass": compiled.document.classes[code_of(ticket.klass_id)].name.in_language(language),
        "badge": state_badge(ticket.state, word=compiled.state_name(ticket.state)),
        "steps": steps_of(ticket, now=now()),
        "is_stopped": ticket.state in STOPPED,
        "is_passed_on": ticket.state == "routed_away",
        "department": department_of(ticket, compiled.document),
        "advice": advice_for(ticket, compiled.document),
        "waits_for_him": ticket.state == "suspended"
        and compiled.document.workflow.waits_for_customer(ticket.suspend_reason),
        **_gone_on(visit),
        "promises": [one for one in promises_of(ticket, base=visit.base) if one.due_at or one.rests],
        "story": story_of(
            lines,
            ticket,
            our_name=compiled.document.desk.name.in_language(language),
            files={row.pk for row in attached},
        ),
        "pictures": _files(visit, attached),
        "proposal": ticket.proposal if _awaits_agreement(ticket) and TicketVerb.CONFIRM in open_verbs else "",
        "asks_whether_solved": is_finished and visit.is_contact,
        "may_confirm": TicketVerb.CONFIRM in open_verbs,
        "may_reopen": visit.is_contact and TicketVerb.REOPEN in open_verbs,
        "may_add": TicketVerb.HEAR in open_verbs,
        "may_urge": TicketVerb.URGE in open_verbs and ticket.is_open and not is_finished,
        "grades": grades,
        "asked_grade": next((grade for grade in grades if grade.code == asked_grade), None),
        "words_lack": words_lack,
        "is_unsolved": is_unsolved,
        "error": error,
        "text": _text(request),
        "word": word,
        "kept": word.given.kept,
        "errors": {"text": word.error, "files": " ".join(word.given.faults)},
        "here": "history",
    }
    is_lacking = error or asked_grade or word.error or word.given.faults
    return page(request, "ticket.html", status=status if is_lacking else 200, **facts)


ACTS = {
    "word": "words",
    "hurry": "urgings",
    "agree": "agreement",
    "solved": "solved",
    "not_solved": "not-solved",
}
DONE = {
    "word": gettext_lazy("Thank you. We have received what you added."),
    "urged": gettext_lazy("Everybody who works on it has been told that you are waiting."),
    "agreed": gettext_lazy("Thank you. We will go ahead as proposed."),
    "rated": gettext_lazy("Thank you for your rating."),
    "solved": gettext_lazy("Thank you. We are glad it is solved."),
    "reopened": gettext_lazy("We are working on it again, under the same number."),
}


def _gone_on(visit: Visit) -> dict[str, str]:
    """Number and address of the ticket that goes on for a merged one; no address where it is not this reader's own."""
    if visit.ticket.merged_into_id is None:
        return {}
    ticket = standing_for(visit.ticket)
    if visit.is_signed_in and ticket.customer_id == visit.actor.customer_id:
        return {
            "other": ticket.number,
            "other_url": reverse("portal:ticket", args=[ticket.subject.public_token]),
        }
    is_his = ticket.contact_id is not None and ticket.contact_id == visit.ticket.contact_id
    return (
        {"other": ticket.number, "other_url": progress_path(ticket)}
        if is_his
        else {"other": "", "other_url": ""}
    )


def _awaits_agreement(ticket: Ticket) -> bool:
    return bool(ticket.proposal) and ticket.proposal_confirmed_at is None and ticket.completed_at is None


def _reader(visit: Visit) -> Actor:
    """Whoever holds a link of a ticket without a contact reads what a customer reads."""
    return (
        visit.actor
        if visit.is_contact
        else Actor(kind="contact", customer_id=visit.ticket.customer_id, via="portal")
    )


def _asks_words(request: HttpRequest, ticket: Ticket, grade: str, *, is_sent: bool) -> bool:
    """Whether the page still has to ask what could be better: the regulation wants words with this grade, and there are
    none yet, or they were written about another grade.
    """
    asks = {one.code for one in _grades(ticket, reader_language()) if one.asks}
    is_other = not is_sent and request.POST.get("asked", grade) != grade
    return grade in asks and (is_other or not _text(request))


def _grades(ticket: Ticket, language: str) -> list[Grade]:
    """The grades of the questionnaire that waits for this customer; empty when nothing waits for a grade."""
    waiting = (
        CallBack.objects.filter(ticket=ticket)
        .waiting()
        .exclude(questionnaire="")
        .order_by("due_at", "pk")
        .first()
    )
    if waiting is None:
        return []
    form = regulation_of(ticket.regulation_id).document.questionnaires.get(waiting.questionnaire)
    answers = list(form.grades.items()) if form else []
    last = max(len(answers) - 1, 1)
    return [
        Grade(
            code,
            answer.name.in_language(language),
            FACES[round(place * 3 / last)],
            bool(answer.asks_improvement),
        )
        for place, (code, answer) in enumerate(answers)
    ]


def _files(visit: Visit, rows: Iterable[Attachment]) -> list[TimelineFile]:
    return [
        TimelineFile(
            row.name, visit.url(f"files/{row.token}"), row.blob.size,
            picture_url=visit.url(f"files/{row.token}") if row.media_type in PICTURE_TYPES else "",
        )
        for row in rows
    ]  # fmt: skip


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").strip()[:LONGEST_TEXT].replace("\x00", "")


def _need_contact(visit: Visit) -> None:
    """Only somebody we know decides; a link to a ticket without a contact shows and adds."""
    if not visit.is_contact:
        raise NotVisible(ticket=visit.ticket.pk)
