"""Recording what a call-back brought: solved or not, the grade, what should be better, and what follows at once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.call_backs.choices import CallBackState, Purpose, Result
from shouwen.capabilities.call_backs.commands.opening import earliest
from shouwen.capabilities.call_backs.commands.silence import STAY, begin_silence
from shouwen.capabilities.call_backs.models import CallBack, CallBackTry
from shouwen.capabilities.call_backs.refusals import AlreadyDone, TooEarly
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.closing import closing_rule
from shouwen.capabilities.tickets.commands import (
    can_close,
    close_ticket,
    record_call_back_result,
    reopen_ticket,
    verify_ticket,
)
from shouwen.capabilities.tickets.commands.holding import lock_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import verbs_open_to
from shouwen.domain.regulation import CallBack as Rule
from shouwen.domain.regulation import Questionnaire, Regulation
from shouwen.domain.workflow import TicketVerb

EVIDENCE_OF = {
    Purpose.COMPLETION: "first_call_back",
    Purpose.SATISFACTION: "first_call_back",
    Purpose.ACKNOWLEDGEMENT: "first_call_back",
    Purpose.RECURRENCE: "second_call_back",
}


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """What a call-back brought 回访反馈. `grade` is a code of the questionnaire; `later_at` says when to try again."""

    result: Result
    grade: str = ""
    improvement: str = ""
    text: str = ""
    later_at: datetime | None = None
    is_back_to_normal: bool | None = None
    agrees: bool | None = None
    answers: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_call_back(*, call_back: CallBack, feedback: Feedback, actor: Actor, at: datetime) -> CallBack:
    """The try is on record and what follows has happened, all in one transaction.

    Solved: the ticket is verified where its workflow knows that, and closed once its closing rule is met, if closing
    is this actor's part. That the customer agrees to close is known only if he said so. Not solved:
    it goes back to work, the same ticket. Not reached: tried again after the regulation's span; after the last try
    given up, and the closing rule's word on silence counts. A grade that asks for an improvement needs one, and what is
    not solved needs the customer's words.
    """
    locked_ticket, _subject = lock_ticket(call_back.ticket_id)
    if not CallBack.objects.filter(pk=call_back.pk).visible_to(actor).exists():
        raise NotVisible(call_back=call_back.pk)
    locked = CallBack.objects.select_for_update().get(pk=call_back.pk)
    if locked.state != CallBackState.WAITING:
        raise AlreadyDone(number=locked_ticket.number)
    document = regulation_of(locked_ticket.regulation_id).document
    rule = document.call_backs[locked.rule]
    _check_day(locked, rule, document, feedback, at)
    if feedback.result == Result.NOT_SOLVED and not feedback.text.strip():
        raise InvalidInput(
            {"text": _("Enter what the customer says is not solved: whoever goes on needs it.")}
        )
    locked.tries += 1
    CallBackTry.objects.create(
        call_back=locked,
        result=feedback.result,
        person_id=actor.id if actor.is_staff else None,
        text=feedback.text,
        at=at,
    )
    if feedback.result in (Result.UNREACHED, Result.LATER):
        return _try_again(locked, rule, locked_ticket, feedback, at)
    return _finish(locked, locked_ticket, document, feedback, actor, at)


@transaction.atomic
def rate_ticket(
    *, ticket: Ticket, grade: str, text: str = "", improvement: str = "", actor: Actor, at: datetime
) -> Ticket:
    """The customer rates his finished ticket himself: the waiting satisfaction call-back is thereby done.

    Raises NotVisible when no call-back waits for a grade.
    """
    locked, _subject = lock_ticket(ticket.pk)
    waiting = (
        CallBack.objects.filter(ticket=ticket)
        .waiting()
        .exclude(questionnaire="")
        .order_by("due_at", "pk")
        .first()
    )
    if waiting is None:
        raise NotVisible(ticket=ticket.pk)
    if actor.kind == "contact" and actor.customer_id != locked.customer_id:
        raise NotVisible(ticket=ticket.pk)
    document = regulation_of(locked.regulation_id).document
    feedback = Feedback(result=Result.SOLVED, grade=grade, improvement=improvement or text, text=text)
    waiting.tries += 1
    CallBackTry.objects.create(call_back=waiting, result=Result.SOLVED, text=text, at=at)
    _finish(waiting, locked, document, feedback, actor, at)
    return Ticket.objects.get(pk=ticket.pk)


def _check_day(
    call_back: CallBack, rule: Rule, document: Regulation, feedback: Feedback, at: datetime
) -> None:
    """That it has not come back can be said only when the days have passed; that it has, at any time (CS-1)."""
    zone = ZoneInfo(document.desk.time_zone)
    first = earliest(rule, call_back.opened_at, zone)
    if first is not None and at < first and feedback.result == Result.SOLVED:
        raise TooEarly(day=first.astimezone(zone).date().isoformat())


def _try_again(call_back: CallBack, rule: Rule, ticket: Ticket, feedback: Feedback, at: datetime) -> CallBack:
    if feedback.result == Result.LATER and (feedback.later_at is None or feedback.later_at <= at):
        raise InvalidInput({"later_at": _("Enter when to call again; it must be in the future.")})
    call_back.not_before = feedback.later_at or at + rule.again_after
    silence = closing_rule(regulation_of(ticket.regulation_id).document, ticket).silence
    enough = rule.tries if silence.then == STAY else max(rule.tries, silence.tries)
    if feedback.result == Result.UNREACHED and call_back.tries >= enough:
        call_back.state, call_back.result, call_back.done_at = CallBackState.GIVEN_UP, Result.UNREACHED, at
        begin_silence(ticket=ticket, seq=ticket.subject.seq, since=at)
    call_back.save()
    return call_back


def _finish(
    call_back: CallBack, ticket: Ticket, document: Regulation, feedback: Feedback, actor: Actor, at: datetime
) -> CallBack:
    questionnaire = document.questionnaires.get(call_back.questionnaire)
    is_solved = feedback.result == Result.SOLVED
    points = _check_grade(questionnaire, feedback, is_asked=is_solved)
    call_back.state, call_back.result, call_back.done_at = CallBackState.DONE, feedback.result, at
    call_back.grade, call_back.points, call_back.improvement = feedback.grade, points, feedback.improvement
    call_back.answers = feedback.answers
    call_back.save()
    result = record_call_back_result(
        ticket=ticket,
        rule=call_back.rule,
        purpose=call_back.purpose,
        result=str(feedback.result),
        evidence=_evidence(call_back, questionnaire, feedback, points),
        said={"words": feedback.text, "improvement": feedback.improvement},
        grade=points,
        graded={"questionnaire": call_back.questionnaire, "graded": feedback.grade} if feedback.grade else {},
        actor=actor,
        at=at,
    )
    _follow(result, feedback, actor, at)
    return call_back


def _follow(ticket: Ticket, feedback: Feedback, actor: Actor, at: datetime) -> None:
    """What a call-back leads to by itself: back to work, or verified and closed as far as the rules allow."""
    if feedback.result == Result.NOT_SOLVED:
        reopen_ticket(
            ticket=ticket,
            reason=feedback.text,
            actor=actor,
            at=at,
        )
        return
    if TicketVerb.VERIFY in verbs_open_to(actor, ticket) and ticket.evidence.get("first_call_back"):
        ticket = verify_ticket(ticket=ticket, actor=actor, at=at)
    if TicketVerb.CLOSE in verbs_open_to(actor, ticket) and can_close(actor, ticket):
        close_ticket(ticket=ticket, actor=actor, at=at)


def _check_grade(questionnaire: Questionnaire | None, feedback: Feedback, *, is_asked: bool) -> int | None:
    """The points of the grade given; raises InvalidInput when one is asked for and missing, or needs an improvement."""
    if questionnaire is None or not questionnaire.grades:
        return None
    if not feedback.grade:
        if is_asked:
            raise InvalidInput({"grade": _("Ask for the grade and enter it.")})
        return None
    answer = questionnaire.grades.get(feedback.grade)
    if answer is None:
        raise InvalidInput({"grade": _("Choose one of the grades offered.")})
    if answer.asks_improvement and not feedback.improvement.strip():
        raise InvalidInput({"improvement": _("Ask what could be better and record it.")})
    return answer.points


def _evidence(
    call_back: CallBack, questionnaire: Questionnaire | None, feedback: Feedback, points: int | None
) -> dict[str, Any]:
    """What the ticket's closing rule may count of this call-back."""
    shown: dict[str, Any] = {}
    if key := EVIDENCE_OF.get(Purpose(call_back.purpose)):
        shown[key] = str(feedback.result)
    if call_back.purpose == Purpose.ACKNOWLEDGEMENT and feedback.result == Result.SOLVED:
        shown["acknowledgement"] = call_back.done_at.isoformat() if call_back.done_at else ""
    if feedback.result == Result.SOLVED:
        shown["agent_confirmation"] = True
    if feedback.agrees:
        shown["customer_agreed"] = True
    if feedback.is_back_to_normal:
        shown["business_back_to_normal"] = True
    if points is not None and questionnaire is not None:
        answer = questionnaire.grades[feedback.grade]
        shown["grade"] = points
        shown["improvement"] = bool(feedback.improvement.strip())
        shown["needs_treatment"] = answer.closes == "treatment_done"
    return shown
