"""Who may change how the desk works."""

from django.utils.translation import gettext_lazy as _

from shouwen.base.actors import Actor
from shouwen.base.permissions import GRANTS

SEE = GRANTS.declare("regulations.see", _("See the regulation and its versions"))
DRAFT = GRANTS.declare("regulations.draft", _("Draft and import regulations"))
ACTIVATE = GRANTS.declare("regulations.activate", _("Put a regulation into force"))


def can_draft(actor: Actor) -> bool:
    return actor.may(DRAFT)


def can_activate(actor: Actor) -> bool:
    return actor.may(ACTIVATE)


def can_review(actor: Actor) -> bool:
    return actor.may_any((DRAFT, ACTIVATE))
