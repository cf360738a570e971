"""Expected no's about call-backs."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class TooEarly(Refusal):
    code = "call_back_too_early"
    message = gettext_noop("Ask on %(day)s or later whether it has come back.")


class AlreadyDone(Refusal):
    code = "call_back_already_done"
    message = gettext_noop("This call-back on %(number)s has been recorded already.")
