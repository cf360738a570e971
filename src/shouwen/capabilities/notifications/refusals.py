"""The expected no's of messages."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class MessageHasLeft(Refusal):
    """It is too late to hold the message back."""

    code = "message_has_left"
    message = gettext_noop("This message has already left or is leaving now.")


class UnknownPlaceholder(Refusal):
    """The template asks for something that nothing fills; an empty value would have been fine."""

    code = "unknown_placeholder"
    message = gettext_noop("Nothing fills the placeholder {%(name)s} of the template.")
