"""Classes, categories, levels, the matrix: what kinds of request there are and how grave they are."""

from collections.abc import Mapping
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.tickets.choices import Channel
from shouwen.domain.regulation import Degree, Level, Regulation
from shouwen.ui.components import Fact, badge, priority
from shouwen.ui.components.marks import Tone
from shouwen.ui.html import element, joined
from shouwen.web.regulations.pieces import Card, Group, Row, Table, known, named, origin_of, yes_no
from shouwen.web.regulations.wording import condition, listed, name_of, parties, said, skill_names, span

TONES: Final[dict[str, Tone]] = {"critical": "bad", "urgent": "warn", "normal": "blue", "low": ""}


def classes(regulation: Compiled) -> list[Group]:
    document = regulation.document
    return [
        Group("classes", _("Classes"), cards=tuple(_class(document, code) for code in document.classes)),
        Group(
            "grading",
            _("Grading"),
            note=_("Rows: who is affected. Columns: can work continue. The cell is the level."),
            drawing=_matrix(document),
            facts=_grading_facts(document),
            origin=origin_of(document.grading),
        ),
        Group("levels", _("Levels"), table=_levels(document)),
        Group("impacts", _("Impact"), table=_degrees(document.impacts)),
        Group("urgencies", _("Urgency"), table=_degrees(document.urgencies)),
        Group("difficulties", _("Difficulty"), table=_degrees(document.difficulties)),
        Group("service_levels", _("Service levels"), table=_service_levels(document)),
        Group("categories", _("Categories"), table=_categories(document)),
        Group("required_fields", _("Required fields"), table=_required(document)),
    ]


def level_mark(document: Regulation, code: str) -> SafeString:
    level = document.levels.get(code)
    return badge(said(level.name), tone=TONES[level.tone]) if level else badge(code)


def _class(document: Regulation, code: str) -> Card:
    rule = document.classes[code]
    flow = {
        "answer": _("answered and confirmed"),
        "fault": _("dispatched and repaired"),
        "complaint": _("complaint until acknowledged"),
        "other": _("answered or handed on"),
    }[rule.flow]
    facts = known(
        (_("Numbers begin with"), rule.prefix),
        (_("Handling"), flow),
        (_("Needs dispatch"), yes_no(rule.needs_dispatch)),
        (_("Checked against the contract"), yes_no(rule.needs_check)),
        (_("Default level"), name_of(document.levels, rule.default_level)),
        (_("Default impact"), name_of(document.impacts, rule.default_impact)),
        (_("Default urgency"), name_of(document.urgencies, rule.default_urgency)),
        (_("Closing rule"), name_of(document.closing, rule.closing)),
        (_("Calendar"), name_of(document.calendars, rule.calendar)),
        (_("Team"), name_of(document.teams, rule.team)),
        (_("Knowledge first"), yes_no(rule.knowledge_first)),
        (
            _("Customers can register by"),
            listed(Channel(channel.value).label for channel in rule.customers_register)
            or _("no channel: only agents register"),
        ),
    )
    return Card(code, said(rule.name), origin_of(rule), facts=facts)


def _matrix(document: Regulation) -> SafeString:
    """The grid: impacts down, urgencies across; where difficulties differ, a line for each in the cell."""
    corner = element("td", class_="grid-corner")
    heads = [
        element("th", said(rule.name), scope="col", title=said(rule.definition))
        for rule in document.urgencies.values()
    ]
    rows = [element("tr", corner, *heads)]
    for impact, rule in document.impacts.items():
        cells = [element("td", _cell(document, impact, urgency)) for urgency in document.urgencies]
        rows.append(
            element("tr", element("th", said(rule.name), scope="row", title=said(rule.definition)), *cells)
        )
    table = element("table", element("caption", _("Grading matrix"), class_="unseen"), *rows, class_="grid")
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=_("Grading matrix"))


def _cell(document: Regulation, impact: str, urgency: str) -> SafeString:
    levels = {
        difficulty: _level_of(document, impact, urgency, difficulty)
        for difficulty in tuple(document.difficulties) or ("",)
    }
    if len(set(levels.values())) == 1:
        return level_mark(document, next(iter(levels.values())))
    return joined(
        element(
            "div",
            level_mark(document, level),
            " ",
            element("small", name_of(document.difficulties, difficulty), class_="faint"),
        )
        for difficulty, level in levels.items()
    )


def _level_of(document: Regulation, impact: str, urgency: str, difficulty: str) -> str:
    for row in document.grading.matrix:
        if (
            impact in row.impact
            and urgency in row.urgency
            and (not row.difficulty or difficulty in row.difficulty)
        ):
            return row.level
    return "--"


def _grading_facts(document: Regulation) -> tuple[Fact, ...]:
    grading = document.grading
    fixed = listed(
        f"{name_of(document.classes, row.klass)} → {name_of(document.levels, row.level)}"
        for row in grading.classes
    )
    return known(
        (_("Without the matrix"), fixed),
        (_("Graded by"), parties(document, grading.fixed_by)),
        (_("Another level needs a reason"), yes_no(grading.reason_to_change)),
    )


def _levels(document: Regulation) -> Table:
    return Table(
        (_("Level"), _("Definition"), (_("Rank"), "number"), _("Priority"), _("Major"), _("Origin")),
        tuple(_level(code, level) for code, level in document.levels.items()),
    )


def _level(code: str, level: Level) -> Row:
    mark = joined(
        [badge(said(level.name), tone=TONES[level.tone]), " ", element("span", code, class_="faint mono")]
    )
    return (
        mark,
        said(level.definition),
        str(level.rank),
        priority(level.priority),
        yes_no(level.major),
        origin_of(level),
    )


def _degrees(scale: Mapping[str, Degree]) -> Table:
    return Table(
        (_("Degree"), _("Definition"), _("Asked on the phone"), _("Origin")),
        tuple(
            (named(code, rule.name), said(rule.definition), said(rule.question) or "--", origin_of(rule))
            for code, rule in scale.items()
        ),
    )


def _service_levels(document: Regulation) -> Table:
    return Table(
        (_("Service level"), _("Definition"), _("Raises priority by"), _("Standard"), _("Origin")),
        tuple(
            (
                named(code, rule.name),
                said(rule.definition),
                str(rule.raises_priority_by or "--"),
                yes_no(rule.standard),
                origin_of(rule),
            )
            for code, rule in document.service_levels.items()
        ),
    )


def _categories(document: Regulation) -> Table:
    skills = skill_names()
    return Table(
        (
            _("Category"),
            _("Class"),
            _("Skill"),
            _("Team"),
            _("Standard hours"),
            _("Needs approval"),
            _("Origin"),
        ),
        tuple(
            (
                named(code, rule.name),
                name_of(document.classes, rule.klass),
                skills.get(rule.skill or "", rule.skill) or "--",
                name_of(document.teams, rule.team) or "--",
                span(rule.standard_span) if rule.standard_span else "--",
                yes_no(rule.needs_approval),
                origin_of(rule),
            )
            for code, rule in document.categories.items()
        ),
        codes=tuple(document.categories),
    )


def _required(document: Regulation) -> Table:
    asks = {"value": _("a value"), "file": _("a file"), "yes_no_file": _("yes with a file, or no")}
    return Table(
        (_("Field"), _("Required for"), _("Condition"), _("Asked"), _("Origin")),
        tuple(
            (
                named(code, rule.name),
                _verbs(document, rule.on),
                condition(document, rule.when) or _("always"),
                asks[rule.ask] + (_(", or the reason") if rule.or_reason else ""),
                origin_of(rule),
            )
            for code, rule in document.required_fields.items()
        ),
        codes=tuple(document.required_fields),
    )


def _verbs(document: Regulation, codes: tuple[str, ...]) -> str:
    words = {"register": _("registration")}
    verbs = {verb.value: said(text) for verb, text in document.workflow.verbs.items()}
    return listed(words.get(code) or verbs.get(code) or code for code in codes)
