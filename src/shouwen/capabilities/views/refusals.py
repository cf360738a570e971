"""The expected no's of saved views."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class TooManyViews(Refusal):
    """A row of tabs without end helps nobody."""

    code = "too_many_views"
    message = gettext_noop("You have %(most)s saved views already. Remove one you no longer need.")
