"""The expected noes of the workplace."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class StepRefused(Refusal):
    """One step of a macro can't be done here; nothing of it was."""

    code = "step_refused"
    message = gettext_noop("“%(step)s” can't be done here: %(why)s Nothing was done.")
