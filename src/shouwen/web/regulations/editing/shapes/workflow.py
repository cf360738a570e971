"""The workflow: every move as a sentence, what states and acts are called, and the reasons to suspend."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.domain.regulation.problems import Path
from shouwen.domain.workflow import STAYING, TicketState, TicketVerb
from shouwen.web.regulations.editing import choices
from shouwen.web.regulations.editing.blocks import Block, Folded, Rows, Sentence, Slot, sentence
from shouwen.web.regulations.editing.kinds import Both, Line, Many, Number, One
from shouwen.web.regulations.editing.shapes.editor import named_line, origin_field, origin_line
from shouwen.web.regulations.wording import said


def workflow(document: Regulation, value: Plain) -> list[Block]:
    owners = [
        ("first_agent", _("the first agent, to the end")), ("leader_chosen", _("chosen by the leader")),
        ("until_accepted", _("the first agent until it is accepted")),
        ("duty_shift", _("off shift, the shift on duty stands in")),
    ]  # fmt: skip
    leads = [("handler", _("the handler")), ("leader_chosen", _("chosen by the leader"))]
    return [
        sentence(
            _("The owner of a ticket is %(owner)s; responsible for the work is %(lead)s."),
            owner=Slot(("owner_binding",), _("Owner"), One(owners)),
            lead=Slot(("responsible_binding",), _("Person responsible"), One(leads)),
        ),
        *(_moves(document, verb) for verb in TicketVerb if verb not in STAYING),
        Folded(
            _("Acts without a change of state"), [_moves(document, verb) for verb in TicketVerb if verb in STAYING]
        ),
        Folded(_("What states are called"), [_called(("states", state.value)) for state in TicketState]),
        Folded(_("What acts are called"), [_called(("verbs", verb.value)) for verb in TicketVerb]),
        _steps(document),
        Rows(
            ("suspension_reasons",), _("Reasons to suspend"), "", _("Another reason"), {"name": {}},
            lambda path: [
                named_line(path),
                origin_line(path, waits_for_customer=_("It waits for the customer, whose word ends it")),
            ],
            coded=True,
        ),
        origin_field(),
    ]  # fmt: skip


def _moves(document: Regulation, verb: TicketVerb) -> Rows:
    """What one verb does, from which states."""
    blank = (
        {"from": [], "to": choices.states_after(document, verb)[0][0]}
        if verb not in STAYING
        else {"from": []}
    )

    def move(path: Path) -> list[Sentence]:
        held = {
            "from": Slot(
                (*path, "from"), _("In state"), Many(choices.states_from(document, verb), _("no state"))
            ),
            "guards": Slot((*path, "guards"), _("Needs"), Many(choices.guards(), _("nothing"))),
            "clause": Slot((*path, "origin"), _("Clause"), Line("s")),
        }
        if verb in STAYING:
            return [sentence(_("possible while %(from)s; needs %(guards)s; clause %(clause)s"), **held)]
        after = One([*choices.states_after(document, verb), ("same", _("the same state"))])
        held["to"] = Slot((*path, "to"), _("State after"), after)
        return [sentence(_("from %(from)s to %(to)s; needs %(guards)s; clause %(clause)s"), **held)]

    return Rows(
        ("edges", verb.value), said(document.workflow.verbs.get(verb)) or verb.value, "", _("Another case"), blank,
        move, compact=True,
    )  # fmt: skip


def _called(path: Path) -> Sentence:
    return sentence("%(name)s", name=Slot(path, str(path[-1]), Both()))


def _steps(document: Regulation) -> Rows:
    def step(path: Path) -> list[Sentence]:
        return [
            named_line(path),
            sentence(
                _("It is a part of the state %(state)s, in place %(rank)s; clause %(clause)s."),
                state=Slot((*path, "state"), _("State"), One(choices.states(document))),
                rank=Slot((*path, "rank"), _("Place"), Number(1, 99)),
                clause=Slot((*path, "origin"), _("Clause"), Line("s")),
            ),
        ]

    blank = {"name": {}, "state": TicketState.IN_PROGRESS.value, "rank": "1"}
    return Rows(("steps",), _("Steps"), "", _("Another step"), blank, step, coded=True)
