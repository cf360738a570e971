"""Promises and ladders: what is promised by when, and who hears when it is in danger."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain, part_of
from shouwen.domain.regulation.problems import Path
from shouwen.domain.regulation.targets import BRINGING_IN
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Block, Folded, Rows, Slot, field, sentence
from shouwen.web.regulations.editing.kinds import Both, Flag, Line, Many, Number, One, many
from shouwen.web.regulations.editing.shapes.conditions import applies, condition_slot, more
from shouwen.web.regulations.editing.shapes.editor import flags, name_fields, origin_line
from shouwen.web.regulations.editing.spans import Instant, Span, Within

OF_A_LIMIT = ("level", "service_level", "team")


def target(document: Regulation, value: Plain) -> list[Block]:
    """A promise as one says it."""
    about = str(value.get("subject", "ticket")) if isinstance(value, dict) else "ticket"
    facts = choices.facts(document, about)
    states = choices.states(document) if about == "ticket" else []
    happens = [*facts, *states]
    from_when = [
        ("fact", _("that instant")), ("occurred", _("when it happened")), ("reported", _("when it was reported")),
    ]  # fmt: skip
    return [
        *name_fields(),
        sentence(
            _("This is a %(promise)s about %(kind)s."),
            promise=Slot(("promise",), _("Whose promise"), One(choices.promises())),
            kind=Slot(("kind",), _("Kind"), One(choices.promise_kinds())),
        ),
        *applies(document, ("when",)),
        Rows(
            ("limits",), _("Time limits (the first line that fits counts)"), _("Row %(number)d"),
            _("Another line"), {"within": {"working": "1h"}}, lambda path: _limit(document, path), needed=True,
        ),
        sentence(
            _("The clock starts on %(start)s, counted from %(from)s; the promise is kept by %(meet)s."),
            **{
                "start": Slot(("starts_on",), _("Starts on"), Many(happens, _("choose"))),
                "from": Slot(("starts_from",), _("Counted from"), One(from_when)),
                "meet": Slot(("meets_on",), _("Kept by"), Many(happens, _("choose"))),
            },
        ),
        sentence(
            _("Time is counted by %(calendar)s. It pauses while the ticket is %(pauses)s, for reasons %(reasons)s."),
            calendar=Slot(("calendar",), _("Calendar"), One(choices.calendars(document))),
            pauses=Slot(("pauses_while",), _("Pauses while"), Many(states, _("in no state"))),
            reasons=Slot(("pause_reasons",), _("Reasons"), Many(choices.reasons(document), _("of any kind"))),
        ),
        sentence(
            _("Warn %(warn)s; then escalate by %(ladder)s."),
            warn=Slot(("warn",), _("Warn"), Many(_points(value), _("not beforehand"), _("such as 60% or -45m"))),
            ladder=Slot(("ladder",), _("Ladder"), One(choices.codes(document.ladders), _("no ladder"))),
        ),
        Folded(
            _("Particulars"),
            [
                sentence(
                    _("What happened more than %(reach)s before the report counts from the report."),
                    reach=Slot(("reaches_back",), _("Reaches back"), Span(optional=True)),
                ),
                sentence(
                    _("It ends without a result on %(cancels)s."),
                    cancels=Slot(("cancels_on",), _("Ends on"), Many(happens, _("nothing"))),
                ),
                flags(
                    (),
                    shown_to_customer=_("The customer sees it"), people_only=_("Only acts of people keep it"),
                    full_update_only=_("Only a full progress update keeps it"),
                    restarts=_("It starts again each time"),
                ),
                sentence(
                    _("Where another line fits later, time counts %(late)s. About a %(subject)s; place %(rank)s."),
                    late=Slot(("late_start",), _("Counts from"), One([
                        ("registration", _("from where it began")), ("now", _("from that moment")),
                    ])),
                    rank=Slot(("rank",), _("Place"), Number(1, 99)),
                    subject=Slot(("subject",), _("Subject"), One(choices.subjects())),
                ),
                _only_where(document, "starts_when", _("It starts only where")),
                _only_where(document, "meets_when", _("It is kept only where")),
            ],
            (("starts_when",), ("meets_when",)),
        ),
    ]  # fmt: skip


def _only_where(document: Regulation, key: str, title: str) -> Rows:
    rows = more(document, (key,))
    return Rows(
        rows.path, title, "", rows.add, rows.blank, rows.lines, coded=True, offered=rows.offered, compact=True
    )


def _limit(document: Regulation, path: Path) -> list[Block]:
    when, within = (*path, "when"), (*path, "within")
    return [
        sentence(
            _("Level %(level)s, service level %(service_level)s, team %(team)s: %(within)s."),
            **{key: condition_slot(document, when, key) for key in OF_A_LIMIT},
            within=Slot(within, _("Time"), Within()),
        ),
        Folded(
            _("More conditions and particulars"),
            [more(document, when, *OF_A_LIMIT), *within_particulars(within), origin_line(path)],
            tuple((*within, key) for key in ("by", "first_day_counts", "day_before")),
        ),
    ]


def within_particulars(path: Path) -> list[Block]:
    """What a limit in days or months can say besides."""
    return [
        sentence(
            _("At the latest by %(by)s on that day. %(first)s %(before)s"),
            by=Slot((*path, "by"), _("Time of day"), Line("s", hint="18:00")),
            first=Slot((*path, "first_day_counts"), "", Flag(_("The first day counts"), quiet=True)),
            before=Slot((*path, "day_before"), "", Flag(_("On the working day before"), quiet=True)),
        )
    ]


def ladder(document: Regulation, value: Plain) -> list[Block]:
    return [
        *name_fields(),
        Rows(
            ("steps",), _("Steps, in the order of time"), _("Step %(number)d"), _("Another step"),
            {"at": "due", "to": ["desk_manager"], "channels": ["inbox"]}, lambda path: _step(document, value, path),
            needed=True,
        ),
        Folded(
            _("Quiet hours"),
            [
                sentence(
                    _("From %(start)s to %(end)s steps wait until they end, except for level %(levels)s."),
                    start=Slot(("quiet_hours", "start"), _("From"), Line("s", hint="22:00")),
                    end=Slot(("quiet_hours", "end"), _("To"), Line("s", hint="7:00")),
                    levels=Slot(
                        ("quiet_hours", "except_levels"),
                        _("Level"),
                        Many(choices.codes(document.levels), _("none")),
                    ),
                ),
            ],
            (("quiet_hours",),),
        ),
    ]  # fmt: skip


def _step(document: Regulation, value: Plain, path: Path) -> list[Block]:
    when = (*path, "when")
    return [
        sentence(
            _("%(at)s tell %(to)s by %(channels)s, and %(act)s; only at level %(level)s."),
            at=Slot((*path, "at"), _("When"), Instant()),
            to=Slot((*path, "to"), _("Who is told"), choices.people(document)),
            channels=Slot((*path, "channels"), _("By"), Many(choices.message_channels(), _("choose"))),
            act=Slot((*path, "act"), _("What else"), One(choices.acts())),
            level=condition_slot(document, when, "level"),
        ),
        *_brought_in(document, value, path),
        Folded(
            _("More conditions and particulars"),
            [
                sentence(
                    _("With the message template %(template)s."),
                    template=Slot(
                        (*path, "template"), _("Message template"),
                        One(choices.codes(document.templates), _("of the product")),
                    ),
                ),
                more(document, when, "level"),
            ],
            ((*path, "template"),),
        ),
    ]  # fmt: skip


def _brought_in(document: Regulation, value: Plain, path: Path) -> list[Block]:
    """Whom a helper or a meeting is chosen from, and what for; folded away while the step does something else."""
    step = part_of(value, path)
    lines: list[Block] = [
        sentence(
            _("For a helper the first on duty, for a meeting everybody among %(brings)s is brought in."),
            brings=Slot(
                (*path, "brings"), _("Helpers called"), choices.people(document, _("those who are told"))
            ),
        ),
        field((*path, "wish"), _("What the helpers are asked to do"), Both()),
    ]
    if isinstance(step, dict) and step.get("act") in BRINGING_IN:
        return lines
    return [
        Folded(
            _("For a helper or a meeting: whom, and what for"), lines, ((*path, "brings"), (*path, "wish"))
        )
    ]


def _points(value: Plain) -> list[tuple[str, str]]:
    """The points offered, and those that the promise says besides."""
    offered = list(choices.points())
    held = many(value.get("warn")) if isinstance(value, dict) else []
    known = dict(offered)
    return [*offered, *((text, choices.point_words(text)) for text in held if text not in known)]
