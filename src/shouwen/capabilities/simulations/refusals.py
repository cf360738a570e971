"""Why nothing is replayed."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class NothingChanged(Refusal):
    code = "nothing_changed"
    status = 422
    message = gettext_noop(
        "This is the regulation in force, unchanged. Choose another one, a calendar or a service level."
    )


class StillReplaying(Refusal):
    code = "still_replaying"
    message = gettext_noop("This replay has not ended. Cancel it first.")
