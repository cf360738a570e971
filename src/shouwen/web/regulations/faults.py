"""What is wrong with a regulation's text, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.capabilities.regulations.reasons import reason_words
from shouwen.domain.regulation.problems import Problem
from shouwen.web.regulations.titles import section_title


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault as it is shown: where it stands and why."""

    line: int | None
    section: str
    key: str
    reason: str


def fault_facts(problems: Iterable[Problem]) -> dict[str, Any]:
    """What `_faults.html` shows: `faults`, a FaultLine for each of `problems` in the reader's language, and `heads`."""
    return {
        "faults": [
            FaultLine(one.line, section_title(one.section), one.key, reason_words(one.reason))
            for one in problems
        ],
        "heads": [(_("Line"), "number"), _("Section"), _("Key"), _("Reason")],
    }
