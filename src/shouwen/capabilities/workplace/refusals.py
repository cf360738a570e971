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
    message = gettext_noop("Write the answer first; then a colleague can look it over.")


class DraftReworded(Refusal):
    """A colleague did something to the draft that its writer has not read."""

    code = "draft_reworded"
    status = 412
    message = gettext_noop(
        "%(name)s changed or judged this draft a moment ago. Nothing was sent: read it as it stands now, then send."
    )
