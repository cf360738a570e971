"""The parts of the document as pages: each function reads one part of it as groups of rules."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from shouwen.capabilities.regulations.queries import Compiled
from shouwen.web.regulations import after_work, flow, grades, hours, promises, staff
from shouwen.web.regulations.pieces import Group


@dataclass(frozen=True, slots=True)
class Part:
    """One tab of the document."""

    code: str
    title: Promise | str
    read: Callable[[Compiled], list[Group]]


PARTS = (
    Part("desk", gettext_lazy("Desk"), staff.desk),
    Part("calendars", gettext_lazy("Calendars"), hours.calendars),
    Part("classes", gettext_lazy("Classes and grading"), grades.classes),
    Part("promises", gettext_lazy("Promises"), promises.promises),
    Part("workflow", gettext_lazy("Workflow"), flow.workflow),
    Part("dispatch", gettext_lazy("Dispatch and routes"), flow.dispatch),
    Part("after", gettext_lazy("Call-backs and closing"), after_work.after),
    Part("messages", gettext_lazy("Messages"), after_work.messages),
    Part("roles", gettext_lazy("Roles and teams"), staff.roles),
    Part("figures", gettext_lazy("Figures"), staff.figures),
)
"""All parts in the order of the tabs; the first is where one begins."""


def part_of(code: str) -> Part:
    """The part called `code`, the first where there is none."""
    return next((part for part in PARTS if part.code == code), PARTS[0])
