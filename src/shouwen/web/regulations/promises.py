"""Targets and ladders: every promise with a clock as a sentence, and who hears when it is in danger."""

from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.base.ranges import between
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.domain.regulation import CallBack, Ladder, Limit, Regulation, Target
from shouwen.domain.regulation.targets import LadderStep
from shouwen.domain.regulation.words import NamedRule
from shouwen.ui.components import Fact, badge
from shouwen.ui.components.marks import Tone
from shouwen.ui.html import element
from shouwen.web.regulations.pieces import Card, Group, Table, known, origin_marks, origin_of
from shouwen.web.regulations.wording import (
    clock,
    condition,
    happenings,
    listed,
    name_of,
    names_of,
    parties,
    point,
    said,
    span,
    within,
)

KIND_TONES: Final[dict[str, Tone]] = {"sla": "blue", "ola": "warn", "duty": ""}


def promises(regulation: Compiled) -> list[Group]:
    document = regulation.document
    targets = tuple(_target(document, code, target) for code, target in document.targets.items())
    ladders = tuple(_ladder(document, code, ladder) for code, ladder in document.ladders.items())
    return [
        Group(
            "targets",
            _("Promises"),
            note=_("Each has a clock of its own on every ticket it applies to."),
            cards=targets,
        ),
        Group(
            "ladders",
            _("Escalation ladders"),
            note=_("Who is told when a promise is in danger or broken."),
            cards=ladders,
        ),
    ]


def _target(document: Regulation, code: str, target: Target) -> Card:
    marks: tuple[SafeString, ...] = (badge(_kind(target.promise), tone=KIND_TONES[target.promise]),)
    if not target.shown_to_customer:
        marks = (*marks, badge(_("inside the house")))
    limits = tuple(
        (
            condition(document, limit.when) or (_("all others") if number else _("always")),
            element("span", within(limit.within), class_="strong"),
            _limit_origin(target, limit),
        )
        for number, limit in enumerate(target.limits)
    )
    return Card(
        code,
        said(target.name),
        origin_of(target),
        marks,
        sentence=sentence(document, target),
        facts=_particulars(document, target),
        table=Table((_("Applies when"), _("Time"), _("Origin")), limits, said(target.name)),
    )


def sentence(document: Regulation, target: Target) -> str:
    """The promise in one sentence: for what, from when, until when."""
    start = happenings(document, target.starts_on)
    begins = {
        "fact": _("from %(start)s"),
        "occurred": _("from %(start)s, counted from when it happened"),
        "reported": _("from %(start)s, counted from when it was reported"),
    }[target.starts_from] % {"start": start}
    until = _("until %(meet)s") % {"meet": happenings(document, target.meets_on)}
    when = condition(document, target.when)
    if when:
        return _("Where %(when)s: %(begins)s %(until)s.") % {"when": when, "begins": begins, "until": until}
    if target.subject == "intake":
        return _("For every request that comes in: %(begins)s %(until)s.") % {
            "begins": begins,
            "until": until,
        }
    return _("For every ticket: %(begins)s %(until)s.") % {"begins": begins, "until": until}


def _particulars(document: Regulation, target: Target) -> tuple[Fact, ...]:
    calendar = (
        _("the contract's, else the class's")
        if target.calendar == "contract"
        else name_of(document.calendars, target.calendar)
    )
    pauses = happenings(document, target.pauses_while) if target.pauses_while else ""
    if pauses and target.pause_reasons:
        pauses = _("%(states)s, for %(reasons)s") % {
            "states": pauses,
            "reasons": names_of(document.workflow.suspension_reasons, target.pause_reasons),
        }
    return known(
        (_("Reaches back"), span(target.reaches_back) if target.reaches_back is not None else ""),
        (_("Calendar"), calendar),
        (_("Pauses while"), pauses),
        (_("Ends without result on"), happenings(document, target.cancels_on) if target.cancels_on else ""),
        (_("Warns"), listed(point(at) for at in target.warn)),
        (_("Escalates by"), ladder_link(document, target.ladder)),
        (_("Starts again each time"), _("yes") if target.restarts else ""),
        (_("Only acts of people meet it"), _("yes") if target.people_only else ""),
        (_("Only a full update meets it"), _("yes") if target.full_update_only else ""),
    )


def ladder_link(document: Regulation, code: str | None) -> SafeString | str:
    """The name of a ladder that leads to its steps; empty for none."""
    return element("a", name_of(document.ladders, code), href=f"#ladders-{code}") if code else ""


def _limit_origin(target: Target, limit: Limit) -> SafeString:
    return origin_marks(limit.origin or target.origin)


def _ladder(document: Regulation, code: str, ladder: Ladder) -> Card:
    acts = {
        "tell": _("told"),
        "raise": _("priority raised"),
        "hand_to_manager": _("handed to the manager"),
        "ask_estimate": _("the handler is asked for an estimate"),
        "add_helper": _("a helper is brought in"),
        "open_meeting": _("a coordination meeting is called"),
    }
    channels = {"inbox": _("inbox"), "mail": _("mail")}
    rows = tuple(
        (
            point(step.at),
            parties(document, step.to),
            listed(channels.get(channel, channel) for channel in step.channels),
            _act(document, step, acts[step.act]),
            condition(document, step.when) or "--",
        )
        for step in ladder.steps
    )
    quiet = ladder.quiet_hours
    resting = ""
    if quiet:
        resting = between(clock(quiet.start), clock(quiet.end))
        if quiet.except_levels:
            resting = _("%(hours)s, except %(levels)s") % {
                "hours": resting,
                "levels": names_of(document.levels, quiet.except_levels),
            }
    rules: list[Target | CallBack] = [*document.targets.values(), *document.call_backs.values()]
    used = [_named(rule) for rule in rules if rule.ladder == code]
    facts = known((_("Used by"), listed(used)), (_("Quiet hours"), resting))
    heads = (_("At"), _("Who is told"), _("By"), _("What happens"), _("Condition"))
    return Card(
        code, said(ladder.name), origin_of(ladder), facts=facts, table=Table(heads, rows, said(ladder.name))
    )


def _act(document: Regulation, step: LadderStep, words: str) -> str:
    """What happens, with whom it brings in and what for where the step says so."""
    if step.brings:
        words = _("%(act)s: %(who)s") % {"act": words, "who": parties(document, step.brings)}
    return f"{words} · {said(step.wish)}" if step.wish else words


def _named(rule: NamedRule) -> str:
    return said(rule.name)


def _kind(promise: str) -> str:
    return {"sla": _("promise to the customer"), "ola": _("agreement inside"), "duty": _("duty")}[promise]
