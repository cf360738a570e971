"""What the regulation's capability refuses."""

from typing import Final

from django.utils.translation import gettext, gettext_noop

from shouwen.base.refusals import Refusal
from shouwen.capabilities.regulations.reasons import fault_words
from shouwen.domain.regulation.editing import Merge, Plain
from shouwen.domain.regulation.problems import Problem, RegulationInvalid

MOST_TOLD: Final = 20


class DocumentRefused(Refusal):
    """The document can't be a regulation; `problems` lists every fault with section, key, line and reason."""

    code = "regulation_invalid"
    status = 422
    message = gettext_noop("Faults of the regulation (%(count)s): %(faults)s")

    def __init__(self, invalid: RegulationInvalid) -> None:
        self.problems: tuple[Problem, ...] = invalid.problems
        super().__init__(count=len(self.problems), faults="; ".join(map(str, self.problems[:MOST_TOLD])))

    def sentence(self) -> str:
        """How many faults there are, and the first of them in the reader's language."""
        first = gettext("; ").join(fault_words(fault) for fault in self.problems[:MOST_TOLD])
        return gettext(self.message) % {"count": len(self.problems), "faults": first}


class NotADraft(Refusal):
    """Only drafts change; what was in force stays as it was."""

    code = "not_a_draft"
    message = gettext_noop(
        "Version %(number)s was in force already and stays as it is. Save a new draft instead."
    )


class PartChanged(Refusal):
    """Somebody else saved this part since its user began; `merge` is the work of both put together."""

    code = "part_changed"
    status = 412
    message = gettext_noop(
        "This part was changed meanwhile. Both changes are combined; check it, then save again."
    )

    def __init__(self, *, by: int | None, base: Plain, theirs: Plain, merge: Merge) -> None:
        self.by, self.base, self.theirs, self.merge = by, base, theirs, merge
        super().__init__()


class OwnWork(Refusal):
    """Who saved a draft does not review it."""

    code = "own_work"
    message = gettext_noop("You saved this draft yourself. Somebody else reviews it.")


class ReasonMissing(Refusal):
    """What is sent back or undone needs words for those who made it."""

    code = "reason_missing"
    status = 422
    message = gettext_noop("Say why, so that the others know.")


class NotWaiting(Refusal):
    """Only a version that waits for its day can be called back."""

    code = "not_waiting"
    message = gettext_noop(
        "Version %(number)s is in force already. Put an earlier one into force again instead."
    )


class BeforeTheLast(Refusal):
    """A version can't come into force before the one it follows did."""

    code = "before_the_last"
    message = gettext_noop("The version before came into force at %(since)s; choose a later instant.")


class NoRegulation(Refusal):
    """No version is in force at that instant, so that nothing can be registered."""

    code = "no_regulation"
    status = 503
    message = gettext_noop("No regulation is in force. Activate one first: shouwen regulation activate.")


class NoSuchPreset(Refusal):
    """The product brings no regulation under this name."""

    code = "no_such_preset"
    status = 404
    message = gettext_noop("There is no preset %(code)s. There are: %(presets)s.")
