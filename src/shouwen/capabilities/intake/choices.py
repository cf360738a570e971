"""The closed sets of words that requests are stored in before they are tickets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RawState(models.TextChoices):
    """How far a mail was brought that lies here as it came."""

    WAITING = "waiting", _("waiting to be parsed")
    UNDERSTOOD = "understood", _("parsed")
    QUARANTINED = "quarantined", _("in quarantine")


class ItemState(models.TextChoices):
    """What became of something that came in."""

    WAITING = "waiting", _("waiting")
    REGISTERED = "registered", _("registered")
    APPENDED = "appended", _("added to a ticket")
    ROUTED = "routed", _("routed away")
    IGNORED = "ignored", _("ignored")
    QUARANTINED = "quarantined", _("in quarantine")


class Held(models.TextChoices):
    """Why something waits for an agent instead of becoming a ticket or an answer by itself."""

    AGENT_REGISTERS = "agent_registers", _("only agents register requests of this kind")
    NEW_SENDER = "new_sender", _("the sender is not a contact of this ticket")
    UNPROVED = "unproved", _("nothing proves who the sender is")
    AUTOMATIC = "automatic", _("a machine wrote this")
    INCOMPLETE = "incomplete", _("the regulation asks for more than the mail says")
    TOO_MANY = "too_many", _("many requests from this address")
    TICKET_IS_OVER = "ticket_is_over", _("its ticket accepts no more additions")
    UNREADABLE = "unreadable", _("it can't be read safely")
