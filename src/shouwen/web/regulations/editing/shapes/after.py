"""What follows the work: call-backs, closing rules, questionnaires, scripts, the account of points."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.editing import choices, matrix
from shouwen.web.regulations.editing.blocks import Block, Drawing, Folded, Rows, Slot, field, sentence
from shouwen.web.regulations.editing.kinds import Both, Many, Number, One
from shouwen.web.regulations.editing.shapes.conditions import applies
from shouwen.web.regulations.editing.shapes.editor import (
    flags,
    name_fields,
    named_line,
    origin_field,
    origin_line,
)
from shouwen.web.regulations.editing.shapes.promises import within_particulars
from shouwen.web.regulations.editing.spans import Span, Within


def call_back(document: Regulation, value: Plain) -> list[Block]:
    questionnaires, scripts = choices.codes(document.questionnaires), choices.codes(document.scripts)
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
            by=Slot(("by",), _("Who calls"), choices.people(document)),
            purpose=Slot(("purpose",), _("Purpose"), One(choices.purposes())),
            form=Slot(("questionnaire",), _("Questionnaire"), One(questionnaires, _("none"))),
            script=Slot(("script",), _("Script"), One(scripts, _("none"))),
        ),
        sentence(
            _("Not reached: up to %(tries)s tries, again after %(again)s."),
            tries=Slot(("tries",), _("Tries"), Number(1, 20)),
            again=Slot(("again_after",), _("Again after"), Span()),
        ),
        sentence(
            _("If not made in time, it escalates by %(ladder)s."),
            ladder=Slot(("ladder",), _("Ladder"), One(choices.codes(document.ladders), _("no ladder"))),
        ),
        Folded(
            _("Particulars"),
            [
                sentence(
                    _("Nobody calls before %(before)s. Place %(rank)s among the call-backs."),
                    before=Slot(("not_before",), _("Not before"), Within()),
                    rank=Slot(("rank",), _("Place"), Number(1, 99)),
                ),
                *within_particulars(("within",)),
            ],
            (("not_before",), ("within", "by"), ("within", "first_day_counts"), ("within", "day_before")),
        ),
    ]


def closing(document: Regulation, value: Plain) -> list[Block]:
    then = [
        ("stay", _("it stays open")), ("close_unconfirmed", _("it closes as unconfirmed")),
        ("manager", _("the desk manager decides")),
    ]  # fmt: skip
    return [
        *name_fields(),
        sentence(
            _("Before a ticket closes there must be %(requires)s."),
            requires=Slot(("requires",), _("Needs"), Many(choices.requirements(), _("nothing"))),
        ),
        sentence(
            _("A grade is sufficient from %(grade)s points (only where a grade is needed). %(low)s"),
            grade=Slot(("grade_at_least",), _("Grade at least"), Number(0, 10)),
            low=flags((), low_grades_close_after=_("Lower grades close after treatment")).slots[
                "low_grades_close_after"
            ],
        ),
        sentence(
            _("After %(tries)s tries and %(days)s days without an answer from the customer %(then)s."),
            tries=Slot(("silence", "tries"), _("Tries"), Number(1, 20)),
            days=Slot(("silence", "days"), _("Days"), Number(0, 365)),
            then=Slot(("silence", "then"), _("What then"), One(then)),
        ),
        sentence(
            _("It is closed by %(by)s; exceptions are decided by %(override)s."),
            by=Slot(("closes_by",), _("Closed by"), choices.people(document, _("nobody"))),
            override=Slot(
                ("override_by",), _("Exceptions decided by"), choices.people(document, _("nobody"))
            ),
        ),
        flags(
            (),
            customer_may_confirm=_("Customers may confirm it themselves"),
            shows_summary=_("The summary of the work is shown to the customer"),
        ),
        *applies(document, ("when",)),
    ]


def questionnaire(document: Regulation, value: Plain) -> list[Block]:
    return [
        *name_fields(),
        field(("about",), _("Introduction"), Both(rows=2)),
        Rows(
            ("questions",), _("Questions"), "", _("Another question"), {"name": {}, "answers": "grade"},
            _question, coded=True, needed=True,
        ),
        Rows(
            ("grades",), _("Grades"), "", _("Another grade"), {"name": {}, "points": "0"},
            lambda path: _grade(document, path), coded=True,
        ),
    ]  # fmt: skip


def _question(path: Path) -> list[Block]:
    answers = [
        ("grade", _("a grade")), ("yes_no", _("yes or no")), ("text", _("a text")),
        ("choice", _("one of several")), ("number", _("a number")),
    ]  # fmt: skip

    def choice(place: Path) -> list[Block]:
        return [sentence("%(words)s", words=Slot(place, _("Answer"), Both()))]

    return [
        named_line(path),
        sentence(
            _("It is answered by %(answers)s. %(required)s"),
            answers=Slot((*path, "answers"), _("Answered by"), One(answers)),
            required=flags(path, required=_("An answer is needed")).slots["required"],
        ),
        Folded(
            _("Answers to choose from"),
            [
                Rows((*path, "choices"), "", "", _("Another answer"), {}, choice, coded=True, compact=True),
                origin_line(path),
            ],
        ),
    ]


def _grade(document: Regulation, path: Path) -> list[Block]:
    closes = [
        ("at_once", _("at once")), ("improvement_recorded", _("once the improvement is recorded")),
        ("treatment_done", _("once the manager's treatment is done")),
    ]  # fmt: skip
    return [
        named_line(path),
        sentence(
            _("%(points)s points, deduction %(deduction)s; it tells %(tells)s; the ticket closes %(closes)s."),
            points=Slot((*path, "points"), _("Points"), Number(0, 100)),
            deduction=Slot((*path, "deduction"), _("Deduction"), Number(0, 100)),
            tells=Slot((*path, "tells"), _("Tells"), choices.people(document, _("nobody"))),
            closes=Slot((*path, "closes"), _("Closes"), One(closes)),
        ),
        origin_line(path, asks_improvement=_("It asks what could be better")),
    ]  # fmt: skip


def script(document: Regulation, value: Plain) -> list[Block]:
    kinds = [
        ("answering", _("answering a call")), ("completion", _("the call-back after completion")),
        ("recurrence", _("the second call-back")), ("routine", _("routine call-backs")),
        ("engineer_answering", _("engineers answering")), ("acknowledgement", _("acknowledgement")),
    ]  # fmt: skip
    then = [
        ("next", _("go on")), ("solved", _("solved")), ("not_solved", _("not solved")),
        ("call_later", _("call later")), ("done", _("done")),
    ]  # fmt: skip

    def branch(path: Path) -> list[Block]:
        return [
            field((*path, "answer"), _("If the answer is"), Both()),
            field((*path, "say"), _("say"), Both(rows=2)),
            sentence(_("Then: %(then)s."), then=Slot((*path, "then"), _("Then"), One(then))),
        ]

    return [
        *name_fields(),
        sentence(_("These are the words for %(kind)s."), kind=Slot(("kind",), _("Occasion"), One(kinds))),
        field(("say",), _("Say"), Both(rows=4)),
        Rows(
            ("branches",), _("Answers and what comes next"), _("Answer %(number)d"), _("Another answer"),
            {"answer": {}, "say": {}, "then": "next"}, branch,
        ),
        field(("close_with",), _("Closing words"), Both(rows=2)),
        Drawing(lambda _value: matrix.placeholders()),
    ]  # fmt: skip


def points(document: Regulation, value: Plain) -> list[Block]:
    periods = [("month", _("month")), ("quarter", _("quarter"))]
    return [
        sentence(
            _("Points are kept per person and %(period)s. An appeal is possible within %(appeal)s; %(by)s decides."),
            period=Slot(("period",), _("Points are kept per"), One(periods)),
            appeal=Slot(("appeal_within",), _("Appeal within"), Span()),
            by=Slot(("decided_by",), _("Decided by"), choices.people(document)),
        ),
        origin_field(),
    ]  # fmt: skip
