"""The expected no's of intake."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class AlreadySorted(Refusal):
    """Somebody else was quicker, or the request became a ticket by itself."""

    code = "already_sorted"
    message = gettext_noop("This request has already been dealt with.")
