"""The parts of the document as sentences that can be changed: what stands where, and what can be chosen there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.editing import choices, matrix, years
from shouwen.web.regulations.editing.blocks import (
    Block,
    Drawing,
    Folded,
    Rows,
    Sentence,
    Slot,
    field,
    sentence,
)
from shouwen.web.regulations.editing.kinds import (
    Both,
    Flag,
    Hours,
    Line,
    Many,
    Number,
    One,
    Span,
    Within,
    many,
)

Shape = Callable[[Regulation, Plain], list[Block]]


@dataclass(frozen=True, slots=True)
class Editor:
    """How a section is changed: `whole`, or rule by rule; `tab` is where it is read; `blank` begins a new rule."""

    shape: Shape
    tab: str
    new: Promise | str = ""
    blank: Plain = None
    whole: bool = False


def name_fields(path: Path = ()) -> list[Sentence]:
    return [
        field((*path, "name"), _("What it is called"), Both()),
        field((*path, "origin"), _("Clause it comes from (default: the product's own)"), Line()),
    ]


def applies(document: Regulation, path: Path) -> list[Sentence | Folded]:
    """For which tickets a rule holds: the usual fields in the sentence, the rarer ones folded away."""
    always = [
        sentence(
            _("For tickets of class %(class)s, level %(level)s, service level %(service_level)s."),
            **{
                "class": Slot((*path, "class"), _("Class"), Many(choices.codes(document.classes), _("any"))),
                "level": Slot((*path, "level"), _("Level"), Many(choices.codes(document.levels), _("any"))),
                "service_level": Slot(
                    (*path, "service_level"),
                    _("Service level"),
                    Many(choices.codes(document.service_levels), _("any")),
                ),
            },
        )
    ]
    rarer = {
        "category": (_("Category"), choices.codes(document.categories)),
        "team": (_("Team"), choices.codes(document.teams)),
        "channel": (_("Channel"), choices.channels()),
        "priority": (_("Priority"), [(str(number), str(number)) for number in range(1, 5)]),
        "major": (_("Major"), choices.yes_no()),
        "state": (_("State"), choices.states(document)),
    }
    lines = tuple(
        sentence(
            "%(words)s", words=Slot((*path, key), label, Many(offered, _("%(what)s: any") % {"what": label}))
        )
        for key, (label, offered) in rarer.items()
    )
    telling = tuple((*path, key) for key in rarer)
    return [*always, Folded(_("More conditions"), lines, telling)]


def target(document: Regulation, value: Plain) -> list[Block]:
    """A promise as one says it."""
    facts, states = choices.facts(document), choices.states(document)

    def limit(path: Path) -> list[Sentence]:
        held = choices.codes(document.levels), choices.codes(document.service_levels)
        teams = choices.codes(document.teams)
        return [
            sentence(
                _("Level %(level)s, service level %(service_level)s, team %(team)s: %(within)s."),
                level=Slot((*path, "when", "level"), _("Level"), Many(held[0], _("any"))),
                service_level=Slot(
                    (*path, "when", "service_level"), _("Service level"), Many(held[1], _("any"))
                ),
                team=Slot((*path, "when", "team"), _("Team"), Many(teams, _("any"))),
                within=Slot((*path, "within"), _("Time"), Within()),
            )
        ]

    return [
        *name_fields(),
        sentence(
            _("This is a %(promise)s about %(kind)s."),
            promise=Slot(("promise",), _("Whose promise"), One(choices.promises())),
            kind=Slot(("kind",), _("Kind"), One(choices.promise_kinds())),
        ),
        *applies(document, ("when",)),
        Rows(
            ("limits",), _("How long there is (the first line that fits counts)"), _("Row %(number)d"),
            _("Another line"), {"within": {"working": "1h"}, "needed": True}, limit,
        ),
        sentence(
            _("The clock starts on %(start)s, counted from %(from)s; the promise is kept by %(meet)s."),
            **{
                "start": Slot(("starts_on",), _("Starts on"), Many([*facts, *states], _("choose"))),
                "from": Slot(
                    ("starts_from",),
                    _("Counted from"),
                    One([
                        ("fact", _("that instant")), ("occurred", _("when it happened")),
                        ("reported", _("when it was reported")),
                    ]),
                ),
                "meet": Slot(("meets_on",), _("Kept by"), Many([*facts, *states], _("choose"))),
            },
        ),
        sentence(
            _("Time is counted by %(calendar)s. It rests while the ticket is %(pauses)s, for reasons %(reasons)s."),
            calendar=Slot(("calendar",), _("Calendar"), One(choices.calendars(document))),
            pauses=Slot(("pauses_while",), _("Rests while"), Many(states, _("in no state"))),
            reasons=Slot(("pause_reasons",), _("Reasons"), Many(choices.reasons(document), _("of any kind"))),
        ),
        sentence(
            _("Warn %(warn)s; then escalate by %(ladder)s."),
            warn=Slot(("warn",), _("Warn"), Many(_with_held(choices.points(), value, "warn"), _("not beforehand"))),
            ladder=Slot(("ladder",), _("Ladder"), One(choices.codes(document.ladders), _("no ladder"))),
        ),
        Folded(
            _("Particulars"),
            (
                sentence(
                    _("It ends without a result on %(cancels)s."),
                    cancels=Slot(("cancels_on",), _("Ends on"), Many([*facts, *states], _("nothing"))),
                ),
                sentence(
                    "%(shown)s %(people)s %(full)s %(restarts)s",
                    shown=Slot(("shown_to_customer",), "", Flag(_("The customer sees it"))),
                    people=Slot(("people_only",), "", Flag(_("Only acts of people keep it"))),
                    full=Slot(("full_update_only",), "", Flag(_("Only a full progress update keeps it"))),
                    restarts=Slot(("restarts",), "", Flag(_("It begins anew each time"))),
                ),
            ),
        ),
    ]  # fmt: skip


def ladder(document: Regulation, value: Plain) -> list[Block]:
    offered = _with_held(choices.points(), value, "steps")

    def step(path: Path) -> list[Sentence]:
        return [
            sentence(
                _("%(at)s tell %(to)s by %(channels)s, and %(act)s; only at level %(level)s."),
                at=Slot((*path, "at"), _("When"), One(offered)),
                to=Slot((*path, "to"), _("Who hears"), Many(choices.parties(document), _("choose"))),
                channels=Slot((*path, "channels"), _("By"), Many(choices.message_channels(), _("choose"))),
                act=Slot((*path, "act"), _("What else"), One(choices.acts())),
                level=Slot(
                    (*path, "when", "level"), _("Level"), Many(choices.codes(document.levels), _("any"))
                ),
            )
        ]

    return [
        *name_fields(),
        Rows(
            ("steps",), _("Steps, in the order of time"), _("Step %(number)d"), _("Another step"),
            {"at": "due", "to": ["desk_manager"], "channels": ["inbox"], "needed": True}, step,
        ),
        Folded(
            _("Quiet hours"),
            (
                sentence(
                    _("From %(start)s to %(end)s steps wait until they end, except for level %(levels)s."),
                    start=Slot(("quiet_hours", "start"), _("From"), Line("s")),
                    end=Slot(("quiet_hours", "end"), _("To"), Line("s")),
                    levels=Slot(
                        ("quiet_hours", "except_levels"),
                        _("Level"),
                        Many(choices.codes(document.levels), _("none")),
                    ),
                ),
            ),
            (("quiet_hours",),),
        ),
    ]  # fmt: skip


def call_back(document: Regulation, value: Plain) -> list[Block]:
    purposes = [
        ("completion", _("is it solved")), ("recurrence", _("has it come back")), ("satisfaction", _("satisfaction")),
        ("acknowledgement", _("acknowledgement")), ("routine", _("routine")), ("implementation", _("implementation")),
    ]  # fmt: skip
    return [
        *name_fields(),
        sentence(
            _("After %(after)s the customer is called back within %(within)s; late after %(late)s."),
            after=Slot(("after",), _("After"), Many(choices.facts(document), _("choose"))),
            within=Slot(("within",), _("Within"), Within()),
            late=Slot(("late_after",), _("Late after"), Span(optional=True)),
        ),
        *applies(document, ("when",)),
        sentence(
            _(
                "%(by)s calls and asks about %(purpose)s, with the questionnaire %(form)s and the script %(script)s."
            ),
            by=Slot(("by",), _("Who calls"), Many(choices.parties(document), _("choose"))),
            purpose=Slot(("purpose",), _("Purpose"), One(purposes)),
            form=Slot(
                ("questionnaire",), _("Questionnaire"), One(choices.codes(document.questionnaires), _("none"))
            ),
            script=Slot(("script",), _("Script"), One(choices.codes(document.scripts), _("none"))),
        ),
        sentence(
            _("Not reached: up to %(tries)s tries, again after %(again)s."),
            tries=Slot(("tries",), _("Tries"), Number(1, 20)),
            again=Slot(("again_after",), _("Again after"), Span()),
        ),
    ]


def template(document: Regulation, value: Plain) -> list[Block]:
    return [
        *name_fields(),
        sentence(
            _("On %(on)s tell %(to)s by %(channels)s; for the customer this means: %(key)s."),
            on=Slot(("on",), _("On"), Many(choices.happenings(document), _("choose"))),
            to=Slot(("to",), _("To"), Many(choices.parties(document), _("choose"))),
            channels=Slot(("channels",), _("By"), Many(choices.message_channels(), _("choose"))),
            key=Slot(("key_point",), _("Key point"), One(choices.key_points())),
        ),
        *applies(document, ("when",)),
        field(("subject",), _("Subject line"), Both()),
        field(("body",), _("Text"), Both(rows=8)),
        Drawing(lambda _value: matrix.placeholders()),
    ]


def levels(document: Regulation, value: Plain) -> list[Block]:
    def level(path: Path) -> list[Sentence]:
        return [
            field((*path, "name"), _("What it is called"), Both()),
            field((*path, "definition"), _("Definition"), Both(rows=2)),
            sentence(
                _("Rank %(rank)s of 4 among all regimes; priority %(priority)s; shown as %(tone)s."),
                rank=Slot((*path, "rank"), _("Rank"), Number(1, 4)),
                priority=Slot((*path, "priority"), _("Priority"), Number(1, 4)),
                tone=Slot((*path, "tone"), _("Look"), One(choices.tones())),
            ),
            sentence(
                "%(major)s %(leaves)s",
                major=Slot((*path, "major"), "", Flag(_("Tickets of this level are major"))),
                leaves=Slot(
                    (*path, "on_site_before_approval"), "", Flag(_("An engineer may leave before approval"))
                ),
            ),
        ]

    blank = {"name": {}, "definition": {}, "rank": "3", "priority": "3", "tone": "normal"}
    return [Rows((), _("Levels"), "", _("Another level"), blank, level, coded=True)]


def degrees(title: Promise | str) -> Shape:
    def shape(document: Regulation, value: Plain) -> list[Block]:
        def degree(path: Path) -> list[Sentence]:
            return [
                field((*path, "name"), _("What it is called"), Both()),
                field((*path, "definition"), _("Definition"), Both(rows=2)),
                field((*path, "question"), _("Asked on the phone"), Both()),
                sentence(
                    _("Strength %(rank)s (1 is the strongest)."),
                    rank=Slot((*path, "rank"), _("Strength"), Number(1, 9)),
                ),
            ]

        blank = {"name": {}, "definition": {}, "rank": "9"}
        return [Rows((), str(title), "", _("Another degree"), blank, degree, coded=True)]

    return shape


def service_levels(document: Regulation, value: Plain) -> list[Block]:
    def standing(path: Path) -> list[Sentence]:
        return [
            field((*path, "name"), _("What it is called"), Both()),
            field((*path, "definition"), _("Definition"), Both(rows=2)),
            sentence(
                _("Place %(rank)s; raises the priority by %(raises)s."),
                rank=Slot((*path, "rank"), _("Place"), Number(1, 9)),
                raises=Slot((*path, "raises_priority_by"), _("Raises the priority by"), Number(0, 3)),
            ),
            sentence("%(standard)s", standard=Slot((*path, "standard"), "", Flag(_("The usual one")))),
        ]

    blank = {"name": {}, "definition": {}, "rank": "9"}
    return [Rows((), _("Service levels"), "", _("Another service level"), blank, standing, coded=True)]


def grading(document: Regulation, value: Plain) -> list[Block]:
    def fixed(path: Path) -> list[Sentence]:
        return [
            sentence(
                _("%(class)s is always %(level)s."),
                **{"class": Slot((*path, "class"), _("Class"), One(choices.codes(document.classes)))},
                level=Slot((*path, "level"), _("Level"), One(choices.codes(document.levels))),
            )
        ]

    first = next(iter(document.classes)), next(iter(document.levels))
    return [
        matrix.grid(document),
        Rows(
            ("classes",), _("Without the matrix"), _("Class %(number)d"), _("Another class"),
            {"class": first[0], "level": first[1]}, fixed,
        ),
        sentence(
            _("The level is fixed by %(by)s."),
            by=Slot(("fixed_by",), _("Fixed by"), Many(choices.parties(document), _("whoever grades"))),
        ),
        sentence("%(reason)s", reason=Slot(("reason_to_change",), "", Flag(_("Another level needs a reason")))),
    ]  # fmt: skip


def calendar(document: Regulation, value: Plain) -> list[Block]:
    """The week, the dates of its own, the year to tap on."""
    week = [
        sentence(
            f"{words} %(hours)s",
            hours=Slot(("week", day), _("Hours on %(day)s") % {"day": words}, Hours()),
        )
        for day, words in choices.weekdays()
    ]
    follows = [("cn", _("China, with make-up workdays")), ("none", _("none"))]
    return [
        *name_fields(),
        sentence(
            _("Time zone %(zone)s; public holidays: %(holidays)s."),
            zone=Slot(("time_zone",), _("Time zone"), Line()),
            holidays=Slot(("holidays",), _("Public holidays"), One(follows)),
        ),
        sentence("%(always)s", always=Slot(("always_open",), "", Flag(_("Open day and night, every day")))),
        Drawing(lambda _value: years.week_head()),
        *week,
        years.exceptions(),
        years.calendar_year(),
    ]


EDITORS: Final[Mapping[str, Editor]] = {
    "grading": Editor(grading, "classes", whole=True),
    "levels": Editor(levels, "classes", whole=True),
    "impacts": Editor(degrees(gettext_lazy("Impact")), "classes", whole=True),
    "urgencies": Editor(degrees(gettext_lazy("Urgency")), "classes", whole=True),
    "difficulties": Editor(degrees(gettext_lazy("Difficulty")), "classes", whole=True),
    "service_levels": Editor(service_levels, "classes", whole=True),
    "calendars": Editor(
        calendar,
        "calendars",
        gettext_lazy("New calendar"),
        {"name": {}, "time_zone": "Asia/Shanghai", "holidays": "cn"},
    ),
    "targets": Editor(
        target,
        "promises",
        gettext_lazy("New promise"),
        {
            "name": {}, "promise": "sla", "kind": "other", "starts_on": ["ticket.registered"], "meets_on": [],
            "limits": [{"within": {"working": "1h"}}], "calendar": "contract", "shown_to_customer": "yes",
            "people_only": "yes", "cancels_on": ["ticket.cancelled", "ticket.merged", "ticket.routed_away"],
        },
    ),
    "ladders": Editor(
        ladder, "promises", gettext_lazy("New ladder"),
        {"name": {}, "steps": [{"at": "due", "to": ["desk_manager"], "channels": ["inbox"]}]},
    ),
    "call_backs": Editor(
        call_back, "after", gettext_lazy("New call-back"),
        {
            "name": {}, "after": ["ticket.completed"], "purpose": "completion", "within": {"working": "2h"},
            "by": ["owner"], "tries": "3", "again_after": "4h",
        },
    ),
    "templates": Editor(
        template, "messages", gettext_lazy("New message"),
        {"name": {}, "on": [], "to": ["contact"], "channels": ["mail"], "subject": {}, "body": {}},
    ),
}  # fmt: skip


def _with_held(offered: list[tuple[str, str]], value: Plain, key: str) -> list[tuple[str, str]]:
    """The points offered, and those that the part says besides."""
    held = value.get(key) if isinstance(value, dict) else None
    written = (
        many(held) if key == "warn" else [step.get("at", "") for step in held or () if isinstance(step, dict)]
    )
    known = dict(offered)
    return [*offered, *((text, choices.point_words(text)) for text in written if text and text not in known)]
