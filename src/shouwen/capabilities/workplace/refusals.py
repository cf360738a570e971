"""The expected noes of the workplace."""

from django.utils.translation import gettext_noop

from shouwen.base.refusals import Refusal


class StepRefused(Refusal):
    """One step of a macro can't be done here; nothing of it was."""

    code = "step_refused"
    message = gettext_noop("“%(step)s” can't be done here: %(why)s Nothing was done.")


class NothingWritten(Refusal):
    """There is no draft that could be looked over."""

    code = "nothing_written"
    message = gettext_noop("Write the answer first; then a colleague can review it.")


class DraftReworded(Refusal):
    """A colleague did something to the draft that its writer has not read."""

    code = "draft_reworded"
    status = 412
    message = gettext_noop(
        "%(name)s changed or reviewed this draft a moment ago. Nothing was sent: read it as it is now, then send."
    )


class SetUpOver(Refusal):
    """The desk has an administrator, or nobody at the terminal opened its set-up."""

    code = "set_up_over"
    status = 410
    message = gettext_noop("This desk is set up already, or its set-up was not opened at the terminal.")


class SetUpElsewhere(Refusal):
    """Another browser uses the code, or this one's time is over."""

    code = "set_up_elsewhere"
    status = 409
    message = gettext_noop(
        "The set-up code was used in another browser, or too long ago. "
        "At the terminal, `shouwen setup --code` prints a new one."
    )


class WrongSetUpCode(Refusal):
    code = "wrong_set_up_code"
    status = 422
    message = gettext_noop("This set-up code is wrong or too old. The newest one is shown at the terminal.")
