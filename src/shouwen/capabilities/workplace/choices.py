"""The closed sets of words of the workplace: macros, drafts looked over, hints, what waits for somebody."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """One step of a macro, in the order in which steps are done."""

    ACCEPT = "accept", _("Accept the request")
    TAKE = "take", _("Take the ticket")
    MARK_MAJOR = "mark_major", _("Mark as major")
    NOTE = "note", _("Write a note")
    REPLY = "reply", _("Reply to the customer")
    SUSPEND = "suspend", _("Suspend")
    HAND_OVER = "hand_over", _("Hand over")


class Verdict(models.TextChoices):
    """What a colleague says of a draft he looked over; nothing yet while he has it."""

    FINE = "fine", _("looks good")
    CHANGE = "change", _("please change")


class Ending(models.TextChoices):
    """What becomes of a draft that a colleague has."""

    SENT = "sent", _("sent")
    WITHDRAWN = "withdrawn", _("taken back")
    DISCARDED = "discarded", _("discarded")


class HintAct(models.TextChoices):
    """What somebody made of a ticket he was hinted at."""

    LINK = "link", _("linked")
    IGNORE = "ignore", _("ignored")


class HintReason(models.TextChoices):
    """Why a ticket is hinted at."""

    CUSTOMER = "customer", _("same customer")
    SITE = "site", _("same site")
    PRODUCT = "product", _("same product")
    WORDS = "words", _("the same words")


class Waiting(models.TextChoices):
    """What kind of thing waits for somebody, or for others because of him."""

    TICKET = "ticket", _("Ticket")
    TASK = "task", _("Request for help")
    CALL_BACK = "callback", _("Call-back")
    MEETING = "meeting", _("Meeting")
    REVIEW = "review", _("Draft to review")
    ANSWER = "answer", _("Draft reviewed")
    DISPATCH = "dispatch", _("Dispatch")
    HAND_OVER = "handover", _("Hand-over")
    REGULATION = "regulation", _("Draft of the regulation")


LAST: Final = frozenset({Step.SUSPEND, Step.HAND_OVER})
"""Steps after which the ticket rests or lies with others: a macro has at most one of them."""
FINAL: Final = frozenset({Step.HAND_OVER})
"""Steps that can't be undone, for others go on from them."""
