"""Who may see what left the house, and who keeps the mailboxes."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

SEE: Final = GRANTS.declare("messages.see", _("See all messages that leave the desk"))
MANAGE: Final = GRANTS.declare("messages.manage", _("Send messages again and withdraw them"))
MANAGE_MAILBOXES: Final = GRANTS.declare("mailboxes.manage", _("Set up mailboxes"))


def can_see_outbox(actor: Actor) -> bool:
    return actor.may(SEE)


def can_manage_messages(actor: Actor) -> bool:
    return actor.may(MANAGE)


def can_manage_mailboxes(actor: Actor) -> bool:
    return actor.may(MANAGE_MAILBOXES)
