"""The lines of the list: one function over frozen values, no tag inside the loop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.base.actors import Actor
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.workplace.choices import Waiting
from shouwen.capabilities.workplace.queries.todo import Todo
from shouwen.domain.workflow import TicketVerb as V
from shouwen.ui.components import Clock, badge, button, card, clock_chip, icon_button
from shouwen.ui.components.marks import Tone
from shouwen.ui.dates import moment
from shouwen.ui.html import NOTHING, element, joined
from shouwen.web.tickets.rows import clock_of, marks_of
from shouwen.web.today.decisions import Step, step_for
from shouwen.web.todo.groups import Group
from shouwen.web.words import line_name, state_name

PEEK: Final = "/t/{}/peek"
TONES: Final[dict[Waiting, Tone]] = {Waiting.MEETING: "warn", Waiting.REVIEW: "blue", Waiting.ANSWER: "blue"}
STEPS: Final = {
    Waiting.TASK: (gettext_lazy("Finish"), "/t/{number}/finish-task?task={pk}", "check", True),
    Waiting.CALL_BACK: (gettext_lazy("Call"), "/call-backs/{pk}", "call", True),
    Waiting.MEETING: (gettext_lazy("Record the meeting"), "/t/{number}/keep-meeting", "people", True),
    Waiting.REVIEW: (gettext_lazy("Review it"), "/t/{number}#reviews", "eye", False),
    Waiting.ANSWER: (gettext_lazy("Send it"), "/t/{number}#answer-body", "answer", False),
    Waiting.REGULATION: (gettext_lazy("Review"), "/regulation/versions/{number}/changes", "eye", False),
}


@dataclass(frozen=True, slots=True)
class Nothing:
    """What an empty list says: that it is, and what would stand there."""

    title: str
    why: str


def todo_list(groups: Iterable[Group], *, actor: Actor, now: datetime) -> SafeString:
    """What waits for `actor`: j and k walk through all groups, S puts off, C does, H hands over; empty for nothing."""
    return _frame(
        groups,
        lambda one: _waiting_line(one, actor, now),
        data_row_s="/todo/{}/snooze",
        data_row_s_name=_("Put off"),
        data_row_c="",
        data_row_c_name=_("Do it"),
        data_row_h="",
        data_row_h_name=_("Hand over"),
        data_row_space="",
        data_row_space_name=_("Peek"),
    )


def asked_list(groups: Iterable[Group], *, now: datetime) -> SafeString:
    """What others have in hand because of somebody."""
    return _frame(groups, lambda one: _asked_line(one, now), data_row_space="", data_row_space_name=_("Peek"))


def snoozed_list(groups: Iterable[Group], *, now: datetime, request: HttpRequest) -> SafeString:
    """What was put off, each with the way back into the list."""
    token = element("input", type="hidden", name="csrfmiddlewaretoken", value=get_token(request))
    return _frame(
        groups,
        lambda one: _snoozed_line(one, now, token),
        data_row_s="/todo/{}/snooze",
        data_row_s_name=_("Put off again"),
    )


def _frame(groups: Iterable[Group], line: Callable[[Todo], SafeString], **letters: str | bool) -> SafeString:
    drawn = [_group(group, line) for group in groups]
    return element("div", *drawn, class_="stack", data_rows=True, **letters) if drawn else NOTHING


def _group(group: Group, line: Callable[[Todo], SafeString]) -> SafeString:
    count = element("span", str(len(group.lines)), class_="count is-due" if group.is_late else "count")
    head = element("h2", group.name, " ", count) if group.name else NOTHING
    rows = element("ul", *[line(one) for one in group.lines], class_="list-plain todo")
    return element("section", head, card(rows, flush=True), class_="stack is-tight")


def _waiting_line(one: Todo, actor: Actor, now: datetime) -> SafeString:
    step = _step(one, actor)
    look = "primary" if one.is_overdue(now) else ""
    drawer = "wide" if one.kind is Waiting.CALL_BACK else step.has_form
    act = button(step.name, kind=look, size="small", icon=step.icon, href=step.url, data_drawer=drawer)
    passed_on = _hand_over_url(one, actor)
    snooze = icon_button(
        "clock", _("Put off"), href=f"/todo/{one.key}/snooze", data_drawer=True, size="small"
    )
    hand = (
        icon_button("hand-over", _("Hand over"), href=passed_on, data_drawer=True, size="small")
        if passed_on
        else NOTHING
    )
    return element(
        "li",
        _about(one),
        _chip(one, now),
        element("span", act, hand, snooze, class_="row is-tight todo-acts"),
        data_row=one.key,
        data_row_c=step.url if step.has_form else None,
        data_row_h=passed_on or None,
        data_row_space=PEEK.format(one.number) if one.subject_id else None,
    )


def _asked_line(one: Todo, now: datetime) -> SafeString:
    return element(
        "li",
        _about(one, has_it=True),
        _chip(one, now),
        data_row=one.key,
        data_row_space=PEEK.format(one.number) if one.subject_id else None,
    )


def _snoozed_line(one: Todo, now: datetime, token: SafeString) -> SafeString:
    back = button(_("Bring back"), size="small", icon="undo", type="submit")
    form = element("form", token, back, method="post", action=f"/todo/{one.key}/waking", class_="row")
    until = element("span", _("until"), " ", moment(one.snoozed_until, now=now, absolute=True), class_="help")
    return element("li", _about(one), until, form, data_row=one.key)


def _about(one: Todo, *, has_it: bool = False) -> SafeString:
    """The number, what it is, and beneath it who asked (or has it) or how the ticket stands."""
    if one.kind is Waiting.REGULATION:
        number, url = _("Draft %(number)s") % {"number": one.number}, _url(one)
    else:
        number, url = one.number, _url(one)
    marks = (
        joined(badge(word, tone=tone, square=True) for word, tone in marks_of(one.ticket))
        if one.ticket
        else badge(str(one.kind.label), tone=TONES.get(one.kind, ""), square=True)
    )
    beneath = _standing(one) if one.ticket else _who(one, has_it=has_it)
    title = element("span", one.title or str(one.kind.label), class_="strong")
    first = element("span", number, class_="mono faint")
    told = element("span", beneath, class_="help")
    return element(
        "a", first, " ", marks, " ", title, element("br"), told, href=url, class_="grow row-link"
    )  # fmt: skip


def _standing(one: Todo) -> str:
    row = one.ticket
    assert row is not None
    parts = (state_name(row.regulation_id, row.state), row.customer_name, row.handler)
    return " · ".join(filter(None, parts))


def _who(one: Todo, *, has_it: bool) -> str:
    if not one.who:
        return ""
    if one.kind is Waiting.CALL_BACK:
        return one.who
    is_given = one.kind in (Waiting.DISPATCH, Waiting.HAND_OVER)  # to a team by its code, or to somebody
    who = line_name(active_regulation().id, one.who) if is_given else one.who
    return (_("with %(who)s") if has_it else _("from %(who)s")) % {"who": who}


def _chip(one: Todo, now: datetime) -> SafeString:
    if one.ticket:
        return clock_chip(clock_of(one.ticket), now=now)
    return clock_chip(Clock("running", due_at=one.due_at), now=now) if one.due_at else NOTHING


def _url(one: Todo) -> str:
    if one.kind in STEPS:
        url = STEPS[one.kind][1].format(number=one.number, pk=one.pk)
        return url if not STEPS[one.kind][3] or one.kind is Waiting.CALL_BACK else f"/t/{one.number}"
    return f"/t/{one.number}"


def _step(one: Todo, actor: Actor) -> Step:
    """What brings this line forward: one act of the ticket, or where the rest is done."""
    if one.ticket is None:
        name, url, icon, has_form = STEPS[one.kind]
        return Step(str(name), url.format(number=one.number, pk=one.pk), icon, has_form)
    row = one.ticket
    is_mine = actor.is_person(row.handler_id)
    if row.awaits_answer:
        return step_for(row, actor, _("Answer"), (V.REPLY,))
    if row.state == "dispatched" and (is_mine or row.handler_id is None):
        return step_for(row, actor, _("Take"), (V.TAKE,))
    if row.state in ("new", "accepted") and row.handler_id is None:
        return step_for(row, actor, _("Dispatch"), (V.DISPATCH,))
    if row.state == "in_progress" and is_mine:
        return step_for(row, actor, _("Complete"), (V.COMPLETE,))
    if row.state in ("completed", "verified"):
        return step_for(row, actor, _("Close"), (V.CLOSE,))
    return step_for(row, actor, _("Open the ticket"), ())


def _hand_over_url(one: Todo, actor: Actor) -> str:
    """Where the ticket is handed over, by whoever works on it; empty where it can't be."""
    row = one.ticket
    if row is None or not actor.is_person(row.handler_id):
        return ""
    step = step_for(row, actor, "", (V.HAND_OVER,))
    return step.url if step.has_form else ""
