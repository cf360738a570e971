"""The tour of a role: at most five steps that point at what is there anyway, and hold nothing up."""

from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.web.shell import keys_of

MOST_STEPS: Final = 5


@dataclass(frozen=True, slots=True)
class Step:
    """What one should know, and where it is on the page: the first visible element of the selector `at`.

    What is said of `keys` is for those who have some; they stand in places such as %(j)s, for a person may have them
    elsewhere.
    """

    title: Promise
    text: Promise | str
    at: str
    keys: Promise | str = ""


@dataclass(frozen=True, slots=True)
class Tour:
    """The steps for one role, in their order."""

    role: str
    steps: tuple[Step, ...]


def _place(url: str) -> str:
    """An entry of the navigation, or of the bar under the thumb."""
    return f".nav-link[href='{url}'], .thumb-bar [href='{url}']"


FIGURES = Step(
    _("Your day at a glance"),
    _("Each figure says what it counts and opens exactly the list behind it."),
    ".tiles",
)
HELP = Step(
    _("Where help is"),
    _("This menu has the help to the page you are on, starts this tour again and finds everything."),
    "[popovertarget='me']",
    _("By keyboard: ? for the help, Ctrl+K to find by words or pinyin initials."),
)
TICKETS = _place("/tickets")

TOURS: Final[dict[str, Tour]] = {
    tour.role: tour
    for tour in (
        Tour(
            "agent",
            (
                FIGURES,
                Step(
                    _("A call comes in"),
                    _(
                        "A new ticket opens beside whatever you are doing. The phone number brings up "
                        "customer, contract and open tickets."
                    ),
                    ".bar-new, .thumb-bar .is-new",
                    _("%(n)s opens it from everywhere."),
                ),
                Step(
                    _("Your work, nearest deadline first"),
                    _("The tabs are views, and you can save your own."),
                    TICKETS,
                    _("%(j)s and %(k)s move through a list, Enter opens, %(space)s peeks."),
                ),
                Step(
                    _("What is new for you"),
                    _(
                        "Dispatches, mentions and promises that are about to be missed come here, grouped"
                        " by ticket."
                    ),
                    ".bar-bell a, .thumb-bar [href='/inbox']",
                ),
                HELP,
            ),
        ),
        Tour(
            "leader",
            (
                FIGURES,
                Step(
                    _("What is waiting for dispatch"),
                    _("Each ticket has a suggestion with its reasons: accept it, or choose somebody else."),
                    f"{_place('/dispatch')}, [href='/tickets?view=to-dispatch']",
                    _("Enter accepts it, %(a)s shows everybody."),
                ),
                Step(
                    _("Your team's day"),
                    _(
                        "On the day board you see who works when and has what in hand, and give out what "
                        "waits. Undo is offered for ten seconds."
                    ),
                    f"{_place('/dispatch')}, [href='/tickets?view=to-dispatch']",
                ),
                Step(
                    _("Who is here, who is away"),
                    _("Below your list: everybody on duty with their load, and who is on leave."),
                    "#people",
                ),
                HELP,
            ),
        ),
        Tour(
            "manager",
            (
                FIGURES,
                Step(
                    _("Where a decision is missing"),
                    _(
                        "Tickets handed to you, complaints, tickets without an owner and customers "
                        "who do not answer come first, each with its reason and the fitting act."
                    ),
                    "#decisions, .q-title, #list",
                ),
                Step(
                    _("The rules of the desk"),
                    _(
                        "Everything the desk promises is in the regulation; drafts show what they "
                        "would change before they are in force."
                    ),
                    f"{_place('/settings')}, .thumb-bar [href='/more']",
                ),
                Step(
                    _("People and duty"),
                    _("Shifts, leave, skills and roles; suggestions for dispatch follow them."),
                    f"{_place('/people')}, .thumb-bar [href='/more']",
                ),
                HELP,
            ),
        ),
        Tour(
            "engineer",
            (
                FIGURES,
                Step(
                    _("What was dispatched to you"),
                    _(
                        "Open it and take it: from then on you are responsible for the resolution "
                        "deadline. You may refuse with a reason."
                    ),
                    "[href='/tickets?view=to-take']",
                ),
                Step(
                    _("Report progress"),
                    _(
                        "On the ticket you reply, write notes, suspend with a reason, and complete. What "
                        "you type is kept from the first character on."
                    ),
                    TICKETS,
                ),
                Step(
                    _("What is new for you"),
                    _(
                        "Dispatches, mentions and promises that are about to be missed come here, grouped"
                        " by ticket."
                    ),
                    ".bar-bell a, .thumb-bar [href='/inbox']",
                ),
                HELP,
            ),
        ),
        Tour("reader", (FIGURES, HELP)),
    )
}


def tour_for(role: str, *, actor: Actor, request: HttpRequest) -> Tour | None:
    """The tour to show on the first page: to a newcomer to the role, and to whoever asks for it again."""
    taken = actor.extras.get("tours_taken", ())
    is_new = isinstance(taken, tuple) and role not in taken
    if not is_new and "tour" not in request.GET:
        return None
    keys = keys_of(actor)
    return Tour(role, tuple(replace(step, keys=str(step.keys) % keys) for step in TOURS[role].steps))
