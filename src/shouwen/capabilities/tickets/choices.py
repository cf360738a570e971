"""The closed sets of words that tickets are stored in."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a ticket stands; the same set as `domain.workflow.TicketState`."""

    NEW = "new", _("new")
    ACCEPTED = "accepted", _("accepted")
    DISPATCHED = "dispatched", _("dispatched")
    IN_PROGRESS = "in_progress", _("in progress")
    SUSPENDED = "suspended", _("suspended")
    COMPLETED = "completed", _("completed")
    VERIFIED = "verified", _("verified")
    CLOSED = "closed", _("closed")
    ROUTED_AWAY = "routed_away", _("routed away")
    CANCELLED = "cancelled", _("cancelled")
    MERGED = "merged", _("merged")


SPLIT_TAKEN_BACK: Final = "split_taken_back"
"""How a ticket ended that was split off by mistake."""


class Lane(models.TextChoices):
    """In whose hands a ticket is at the moment."""

    CUSTOMER = "customer", _("customer")
    AGENT = "agent", _("agent")
    FIELD = "field", _("field")
    RND = "rnd", _("R&D")
    OTHER = "other", _("other team")


class Channel(models.TextChoices):
    """The way a request came in."""

    PHONE = "phone", _("phone")
    FAX = "fax", _("fax")
    MAIL = "mail", _("mail")
    PORTAL = "portal", _("portal")
    CHAT = "chat", _("chat")
    WECHAT = "wechat", _("WeChat")
    QQ = "qq", _("QQ")
    GROUP = "group", _("customer group")
    API = "api", _("API")
    MONITORING = "monitoring", _("monitoring")
    WALK_IN = "walk_in", _("in person")
    INTERNAL = "internal", _("internal")


class EntryKind(models.TextChoices):
    """What a text on a ticket is."""

    DESCRIPTION = "description", _("description")
    CUSTOMER = "customer", _("word from the customer")
    REPLY = "reply", _("reply")
    NOTE = "note", _("note")
    UPDATE = "update", _("progress")
    HANDLING = "handling", _("handling")
    HAND_OVER = "hand_over", _("hand-over")
    SOLUTION = "solution", _("solution")
    WORKAROUND = "workaround", _("workaround")
    REASON = "reason", _("reason")
    CALL_BACK = "call_back", _("call-back")
    SUMMARY = "summary", _("summary")
    MEETING = "meeting", _("minutes of a meeting")
    TASK = "task", _("task of a helper")


class Visibility(models.TextChoices):
    CUSTOMER = "customer", _("visible to the customer")
    INTERNAL = "internal", _("internal")


class Way(models.TextChoices):
    """How a step of handling was done (SA-2)."""

    PHONE = "phone", _("by phone")
    ONLINE = "online", _("online")
    REMOTE = "remote", _("remotely")
    ON_SITE = "on_site", _("on site")
    DESK = "desk", _("at the desk")


class Outcome(models.TextChoices):
    """What became of one dispatch."""

    OPEN = "open", _("waiting to be taken")
    TAKEN = "taken", _("taken")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("passed on before it was taken")
    WRONG = "wrong", _("wrong target")


NEVER_STOOD: Final = (Outcome.WITHDRAWN, Outcome.REPLACED)
"""What no figure counts: taken back, or given to somebody else, before anybody took it."""


class LeadersWord(models.TextChoices):
    """What is on record of the leader when somebody dispatches in his place (CS-7)."""

    DECIDED = "decided", _("the leader decided it")
    UNREACHED = "unreached", _("the leader can't be reached")


class HandOverState(models.TextChoices):
    OPEN = "open", _("waiting to be accepted")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")


class Restored(models.TextChoices):
    """How service was restored (SD-30)."""

    SOLUTION = "solution", _("solution")
    WORKAROUND = "workaround", _("workaround")
    ANSWER = "answer", _("answer")


class Remote(models.TextChoices):
    """Whether help from afar is possible, as a coordination meeting found (DP-7)."""

    UNKNOWN = "unknown", _("not clear yet")
    YES = "yes", _("can be solved remotely")
    NO = "no", _("can't be solved remotely")


class LinkKind(models.TextChoices):
    RELATED = "related", _("related to")
    DUPLICATE = "duplicate", _("duplicate of")
    CAUSED_BY = "caused_by", _("caused by")
    SPLIT_FROM = "split_from", _("split from")


class Why(models.TextChoices):
    """Why somebody is involved in a ticket without holding it."""

    HELPER = "helper", _("helper")
    MENTIONED = "mentioned", _("mentioned")
    FOLLOWER = "follower", _("follower")
