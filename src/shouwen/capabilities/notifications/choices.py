"""The closed sets of words that messages are stored in."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

REPLY_LINE: Final = "##- 请在此行上方回复 / Please reply above this line -##"
"""The line our mails begin with where an answer is welcome; in an answer, everything from it on is ours."""


class MessageChannel(models.TextChoices):
    """By what a message leaves; `phone` is one that somebody has to tell, for there is no address to send it to."""

    MAIL = "mail", _("mail")
    PHONE = "phone", _("phone")


class Security(models.TextChoices):
    """How the connection to a mail server is protected."""

    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("none")


class Setback(models.TextChoices):
    """Why a message did not go out; anything else in `last_error` is what the mail server said."""

    UNDONE = "undone", _("the act was undone")
    NO_ADDRESS = "no_address", _("no mail address is known")
    SILENCED = "silenced", _("this address answers automatically")
    TOO_MANY_TO_ADDRESS = "too_many_to_address", _("too many messages to this address")
    TOO_MANY_ON_TICKET = "too_many_on_ticket", _("too many messages about this")
    UNKNOWN_PLACEHOLDER = "unknown_placeholder", _("the template has a placeholder that nothing fills")
    BOUNCED = "bounced", _("undeliverable, returned")
    WITHDRAWN = "withdrawn", _("withdrawn by hand")
