"""Who may see calls, who tells of them, and who makes something of them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

SEE: Final = GRANTS.declare("calls.see", _("See calls of the hotline"))
TELL: Final = GRANTS.declare("calls.tell", _("Tell the desk of calls, as a telephone system does"))
HANDLE: Final = GRANTS.declare(
    "calls.handle", _("Name callers, link calls to tickets, call back missed ones")
)


def can_tell(actor: Actor) -> bool:
    return actor.may(TELL)


def can_answer(actor: Actor) -> bool:
    """Whether a call may ring at him and show him its card: he sees calls and makes something of them."""
    return actor.may(SEE) and actor.may(HANDLE)


def can_handle(actor: Actor) -> bool:
    return actor.may(HANDLE)
