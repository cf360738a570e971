"""What this capability refuses, and why."""

from django.utils.translation import gettext, gettext_noop

from shouwen.base.refusals import Refusal
from shouwen.capabilities.service_levels.reasons import HOLIDAY_REASONS


class HolidaysNotUnderstood(Refusal):
    code = "holidays_not_understood"
    message = gettext_noop("The holiday table can't be read: %(problem)s.")
    status = 422

    def sentence(self) -> str:
        """The first fault of the table, in the reader's language."""
        return gettext(self.message) % {"problem": HOLIDAY_REASONS.told(str(self.facts["problem"]))}


class NoSuchPromise(Refusal):
    code = "no_such_promise"
    message = gettext_noop("The regulation knows no promise %(promise)s for this.")


class PromiseAlreadyBroken(Refusal):
    code = "promise_already_broken"
    message = gettext_noop("The promise has been broken already; record a new estimate instead.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    message = gettext_noop("A date set by hand needs a reason.")
    status = 422


class DateNotAhead(Refusal):
    code = "date_not_ahead"
    message = gettext_noop("The date must be in the future.")
    status = 422


class DateTooFar(Refusal):
    code = "date_too_far"
    message = gettext_noop("Choose a date within the next five years.")
    status = 422


class LevelsNotMapped(Refusal):
    code = "levels_not_mapped"
    status = 422
    message = gettext_noop(
        "What is open has levels that this version does not know: %(levels)s. Say which level each of them becomes."
    )


class NotInForce(Refusal):
    code = "not_in_force"
    message = gettext_noop(
        "Version %(number)s is not in force; open matters can only move to the one that is."
    )
