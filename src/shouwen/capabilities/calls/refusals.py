"""The expected no's about calls."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class NotMissed(Refusal):
    code = "call_not_missed"
    message = gettext_noop("This call was not missed; there is nothing to call back.")


class AlreadyCalledBack(Refusal):
    """Somebody else was quicker."""

    code = "call_already_called_back"
    message = gettext_noop("%(name)s has called back already.")
