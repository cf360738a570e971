"""Why a document can't be a regulation, in the reader's language, for pages, API and terminal alike."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from shouwen.base.sentences import Sentences
from shouwen.domain.regulation.problems import WHOLE, Problem

YAML: Final = Sentences(
    _("mapping values are not allowed in this context"),
    _("mapping keys are not allowed in this context"),
    _("block sequence entries are not allowed in this context"),
    _("could not find expected ':'"),
    _("did not find expected key"),
    _("did not find expected '-' indicator"),
    _("did not find expected ',' or ']'"),
    _("did not find expected ',' or '}'"),
    _("did not find expected node content"),
    _("did not find expected <document start>"),
    _("did not find expected comment or line break"),
    _("found character that cannot start any token"),
    _("found a tab character that violates indentation"),
    _("found a tab character where an indentation space is expected"),
    _("found unexpected end of stream"),
    _("found unexpected document indicator"),
    _("found unknown escape character"),
    _("found duplicate anchor"),
    _("found undefined tag handle"),
    _("control characters are not allowed"),
    otherwise=_("something stands where it can't stand"),
)
"""What the reader of YAML says most."""
KINDS: Final = {
    "calendar": _("calendar"),
    "closing rule": _("closing rule"),
    "level": _("level"),
    "impact": _("impact"),
    "urgency": _("urgency"),
    "difficulty": _("difficulty"),
    "team": _("team"),
    "class": _("class"),
    "category": _("category"),
    "role": _("role"),
    "template": _("template"),
    "ladder": _("ladder"),
    "state": _("state"),
    "verb": _("verb"),
    "suspension reason": _("reason to suspend"),
    "questionnaire": _("questionnaire"),
    "script": _("script"),
    "placeholder": _("placeholder"),
    "priority": _("priority"),
    "service level": _("service level"),
    "channel": _("channel"),
    "lane": _("lane"),
    "major": _("major"),
    "route": _("route"),
    "call back": _("call-back"),
    "promise": _("promise"),
    "grade": _("grade"),
    "contract": _("contract"),
    "figure": _("figure"),
    "report": _("report"),
    "fact": _("happening"),
}
REASONS: Final = Sentences(
    _("is missing"),
    _("is not a key of this section"),
    _("must be a mapping"),
    _("must be a list"),
    _("stands twice"),
    _("holds a character that no text may have"),
    _("is not YAML"),
    _("is not a mapping of sections"),
    _("has a key that is not a word"),
    _("uses an alias (*name); write it out"),
    _("is nested too deeply"),
    _("is longer than %(count)s characters"),
    _("there is no %(code)s"),
    _("only a shipped preset can be based on another"),
    _("%(code)s is not in the base"),
    _("time zone %(zone)s is not known"),
    _("the calendar never opens"),
    _("opens too little: %(span)s of work would take more than ten years"),
    _("the calendar is always open; opening hours contradict that"),
    _("two periods of one day overlap or stand in the wrong order"),
    _("a period ends before it starts"),
    _("needs exactly one of closed, hours_of and hours"),
    _("needs exactly one of %(ways)s"),
    _("a working span must be longer than nothing"),
    _("is not a duration such as 30m, 2h, 1h30m or 3d"),
    _("is longer than ten years"),
    _("is working time: write hours and minutes, or use end_of_workday"),
    _("is not a time of day such as 9:00 or 24:00"),
    _("is not a point such as 75%%, -30m, due or +1h"),
    _("%(prefix)s already numbers the class %(other)s"),
    _("is never reached: rows above decide all its cells"),
    _("has a hole: nothing says the level of %(cell)s"),
    _("template %(code)s does not listen to %(fact)s"),
    _("%(verb)s does not ask for %(field)s"),
    _("there is nothing to choose for %(field)s"),
    _("only registering asks that; ask for a file here"),
    _("only registering asks for such a reason"),
    _("leads nowhere: name a team, a role or the advice given"),
    _("are all nothing: no suggestion could be ranked"),
    _("applies always: the limits below it are never reached"),
    _("names a state, which only tickets have"),
    _("no facts of a %(kind)s are known yet, so nothing could start the clock"),
    _("fact %(code)s is not known"),
    _("can't happen: the workflow has no edge that leaves such a fact"),
    _("reaches nobody of the desk"),
    _("brings in nobody of the desk"),
    _("is only for a step that brings somebody in"),
    _("has a step that does %(code)s, which comes to nothing once the work is done"),
    _("are missing, yet a question asks for one"),
    _("a grade is required and its number given, or neither"),
    _("a grade is required, yet no questionnaire asks for one"),
    _("a first call-back is required, yet none is laid down"),
    _("a second call-back is required, yet none asks whether the fault came back"),
    _("has a brace that is not closed"),
    _("more than one is marked standard"),
    _("state %(code)s has no name"),
    _("verb %(code)s has no name"),
    _("says twice what %(verb)s does to a ticket that is %(state)s"),
    _("%(verb)s from %(state)s has nothing to go back to"),
    _("%(verb)s can't take a ticket from %(state)s to %(to)s"),
    _("no way leads from a new ticket to a closed one"),
    _("a ticket that is %(state)s can never be closed"),
    _("needs approval, yet no edge of the workflow has the guard change_approved"),
    _("Input should be greater than or equal to %(least)s"),
    _("Input should be less than or equal to %(most)s"),
    _("String should match pattern %(pattern)s"),
    _("is neither default nor clauses such as SD-7, BX-10"),
    _("is not a code: Latin letters, digits, dots, dashes, underscores, at most 60"),
    _("is neither a role nor a team, person or post such as team:second_line"),
    _("is not a day such as 2026-10-01"),
    _("must be two to four capital letters"),
    _("is not a value to reach such as >=95%% or <=3"),
    _("asks for a choice and offers none"),
    _("have the same points twice, so that they can't be told apart"),
    _("do not stand in the order of time"),
    _("can never hold beside the promise's own condition"),
    _("must be one of %(values)s"),
    _("must be text"),
    _("must be a whole number"),
    _("must be yes or no"),
    _("is empty"),
    _("placeholder %(code)s stands alone in its braces: leave %(rest)s out"),
    _("%(kind)s %(code)s is not known"),
    otherwise=_("is not written as it must be here"),
    words=KINDS,
)
_UNREADABLE: Final = "is not YAML: "


def reason_words(reason: str) -> str:
    """`reason` as the rules said it, in the reader's language."""
    why = reason.removeprefix(_UNREADABLE)
    if why == reason:
        return REASONS.told(reason)
    return gettext("is not YAML: %(why)s") % {"why": YAML.told(why)}


def fault_words(fault: Problem) -> str:
    """Where `fault` stands in the document, by line and keys, and why, as one sentence in the reader's language."""
    place = ".".join(filter(None, (fault.section, fault.key))) if fault.section != WHOLE else ""
    told = {"line": fault.line, "place": place, "reason": reason_words(fault.reason)}
    if fault.line and place:
        return gettext("line %(line)s, %(place)s: %(reason)s") % told
    if fault.line:
        return gettext("line %(line)s: %(reason)s") % told
    return gettext("%(place)s: %(reason)s") % told if place else str(told["reason"])
