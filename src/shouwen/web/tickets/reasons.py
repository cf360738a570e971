"""Why somebody is suggested for a ticket, in one line."""

from django.utils.translation import gettext, ngettext

from shouwen.capabilities.tickets.queries import Candidate
from shouwen.domain.dispatching import Reason, ReasonCode


def reason_words(candidate: Candidate) -> str:
    """The reasons for the place of `candidate` in the ranking, most weighty first."""
    return " · ".join(filter(None, (words_of(reason) for reason in candidate.reasons)))


def words_of(reason: Reason) -> str:
    """One reason in words; empty where nothing was asked."""
    n = reason.number
    match reason.code:
        case ReasonCode.HAS_SKILL:
            return gettext("has the skill (level %(n)d)") % {"n": n}
        case ReasonCode.LACKS_SKILL:
            return gettext("lacks the skill")
        case ReasonCode.ON_DUTY:
            return gettext("on duty")
        case ReasonCode.OFF_DUTY:
            return gettext("off duty")
        case ReasonCode.LOAD | ReasonCode.OVERLOADED:
            return ngettext("%(n)d open ticket", "%(n)d open tickets", n) % {"n": n}
        case ReasonCode.KNOWS_SITE:
            return ngettext("%(n)d visit", "%(n)d visits", n) % {"n": n}
        case ReasonCode.HAS_REFUSED:
            return gettext("refused this one")
        case ReasonCode.INCIDENT_MANAGER:
            return gettext("incident manager of this system")
    return ""
