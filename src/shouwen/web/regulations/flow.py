"""Workflow, routes, dispatch: the way of a ticket through the desk."""

from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.tickets.labels import FINDINGS
from shouwen.domain.regulation import Reason, Regulation
from shouwen.domain.regulation.flow import WorkflowRules
from shouwen.domain.workflow import STAYING, Edge, TicketState, TicketVerb
from shouwen.ui.html import element
from shouwen.web.regulations.pieces import Group, Table, known, named, origin_marks, origin_of, yes_no
from shouwen.web.regulations.wording import (
    GUARDS,
    VALUES,
    condition,
    happening,
    listed,
    name_of,
    names_of,
    parties,
    span,
)


def workflow(regulation: Compiled) -> list[Group]:
    document = regulation.document
    rules = document.workflow
    owners = {
        "first_agent": _("the first agent, to the end"),
        "leader_chosen": _("chosen by the leader"),
        "until_accepted": _("the first agent until it is accepted"),
        "duty_shift": _("off shift, the shift on duty stands in"),
    }
    leads = {"handler": _("the handler"), "leader_chosen": _("chosen by the leader")}
    bound = known(
        (_("Owner"), owners[rules.owner_binding]),
        (_("Person responsible"), leads[rules.responsible_binding]),
    )
    steps = tuple(
        (named(code, step.name), happening(document, step.state.value), origin_of(step))
        for code, step in rules.steps.items()
    )
    return [
        Group(
            "workflow",
            _("Transitions"),
            note=_("Down: what is done. Across: the state it is done in. The cell is the state after."),
            drawing=_grid(regulation),
            facts=bound,
            origin=origin_of(rules),
        ),
        Group(
            "conditions", _("Conditions of transitions"), table=_conditions(regulation), part_of="workflow"
        ),
        Group("staying", _("Acts without a change of state"), table=_staying(regulation), part_of="workflow"),
        Group(
            "steps",
            _("Steps"),
            table=Table((_("Step"), _("State"), _("Origin")), steps),
            part_of="workflow",
        ),
        Group(
            "suspension_reasons",
            _("Reasons to suspend"),
            table=_rests(rules),
            part_of="workflow",
        ),
    ]


def dispatch(regulation: Compiled) -> list[Group]:
    """Who dispatches and by what, and where requests go that are not ours."""
    document = regulation.document
    rules = document.dispatch
    facts = known(
        (_("Dispatched by"), parties(document, rules.by)),
        (_("Falls to"), parties(document, rules.falls_to)),
        (_("Answer within"), span(rules.answer_span)),
        (_("Only to people on duty"), yes_no(rules.only_on_duty)),
        (_("Incident manager of the product first"), yes_no(rules.prefer_incident_manager)),
        (_("Open tickets per person at most"), str(rules.most_open)),
        (_("Agents solve by"), listed(VALUES[way] for way in rules.agents_solve)),
        (_("Lines, in order"), listed(name_of(document.teams, line) for line in rules.lines)),
    )
    weights = rules.weights
    counted = Table(
        (_("What counts in the suggestion"), (_("Weight"), "number")),
        (
            (_("Skill"), str(weights.skill)),
            (_("On duty"), str(weights.duty)),
            (_("Load"), str(weights.load)),
            (_("Knows the site"), str(weights.site)),
        ),
    )
    return [
        Group("dispatch", _("Dispatch"), facts=facts, table=counted, origin=origin_of(rules)),
        Group(
            "routes",
            _("Routes away"),
            note=_("Where requests go that are not ours to serve."),
            table=_routes(document),
        ),
        *(
            Group(anchor, title, table=_reasons(reasons), part_of="dispatch")
            for anchor, title, reasons in (
                ("refusal_reasons", _("Reasons to refuse a dispatch"), rules.refusal_reasons),
                ("wrong_reasons", _("Reasons for a wrong dispatch"), rules.wrong_reasons),
                ("hand_over_reasons", _("Reasons to hand over"), rules.hand_over_reasons),
            )
        ),
    ]


def _grid(regulation: Compiled) -> SafeString:
    """Verbs that move down, states across; in each cell the state that follows."""
    edges = regulation.workflow.edges
    moving = [verb for verb in TicketVerb if verb not in STAYING and any(at == verb for _state, at in edges)]
    states = [state for state in TicketState if any((state, verb) in edges for verb in moving)]
    heads = [element("th", regulation.state_name(state.value), scope="col") for state in states]
    rows = [element("tr", element("td", class_="grid-corner"), *heads)]
    for verb in moving:
        cells = [element("td", _after(regulation, state, edges.get((state, verb)))) for state in states]
        rows.append(element("tr", element("th", regulation.verb_name(verb.value), scope="row"), *cells))
    table = element(
        "table", element("caption", _("Transitions"), class_="unseen"), *rows, class_="grid is-flow"
    )
    return element(
        "div",
        table,
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=_("State after each transition"),
    )


def _after(regulation: Compiled, state: TicketState, edge: Edge | None) -> SafeString | str:
    if edge is None:
        return ""
    words = regulation.state_name(edge.to.value) if edge.to else _("as before")
    mark = element("sup", "*") if edge.guards else ""
    title = listed(GUARDS[guard.value] for guard in sorted(edge.guards)) or None
    return element("span", "→ " if edge.to != state else "↺ ", words, mark, title=title)


def _conditions(regulation: Compiled) -> Table:
    rows = []
    for verb, moves in regulation.document.workflow.edges.items():
        for move in moves:
            if move.guards:
                rows.append(
                    (
                        regulation.verb_name(verb.value),
                        listed(regulation.state_name(state.value) for state in move.start),
                        listed(GUARDS[guard.value] for guard in move.guards),
                        origin_of(move),
                    )
                )
    return Table((_("Act"), _("In state"), _("Needs"), _("Origin")), tuple(rows))


def _staying(regulation: Compiled) -> Table:
    rows = []
    for verb, moves in regulation.document.workflow.edges.items():
        if verb in STAYING:
            states = dict.fromkeys(state for move in moves for state in move.start)
            origins = ", ".join(dict.fromkeys(move.origin for move in moves))
            everywhere = len(states) == len(TicketState)
            words = (
                _("any state")
                if everywhere
                else listed(regulation.state_name(state.value) for state in states)
            )
            rows.append((regulation.verb_name(verb.value), words, origin_marks(origins)))
    return Table((_("Act"), _("In state"), _("Origin")), tuple(rows))


def _rests(rules: WorkflowRules) -> Table:
    return Table(
        (_("Reason"), _("Waits for the customer"), _("Origin")),
        tuple(
            (named(code, rule.name), yes_no(rules.waits_for_customer(code)), origin_of(rule))
            for code, rule in rules.suspension_reasons.items()
        ),
    )


def _reasons(section: Mapping[str, Reason]) -> Table:
    return Table(
        (_("Reason"), _("Counts in figures"), _("Asks for a text"), _("Origin")),
        tuple(
            (named(code, rule.name), yes_no(rule.counts), yes_no(rule.asks_text), origin_of(rule))
            for code, rule in section.items()
        ),
    )


def _routes(document: Regulation) -> Table:
    recorded = {
        "name": _("name"),
        "contact": _("contact"),
        "company": _("company"),
        "project": _("project"),
        "need": _("need"),
    }
    rows = tuple(
        (
            named(code, rule.name),
            _found(rule.findings, condition(document, rule.when)),
            listed(filter(None, (name_of(document.teams, rule.team), name_of(document.roles, rule.role))))
            or "--",
            listed(recorded[one] for one in rule.record) or "--",
            names_of(document.templates, (rule.template,)) if rule.template else "--",
            origin_of(rule),
        )
        for code, rule in document.routes.items()
    )
    heads = (
        _("Route"),
        _("When the check finds"),
        _("Goes to"),
        _("Recorded"),
        _("Message to the sender"),
        _("Origin"),
    )
    return Table(heads, rows, codes=tuple(document.routes))


def _found(findings: Iterable[str], when: str) -> str:
    return listed(filter(None, (*(FINDINGS[finding] for finding in findings), when))) or "--"
