"""The facts of a regulation's version: names and what their payload holds."""

from typing import Final

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "regulation.drafted": ("number", "code", "digest"),
    "regulation.redrafted": ("digest",),
    "regulation.activated": ("number", "digest", "previous", "active_from", "sections"),
    "regulation.retired": ("number", "next", "active_to"),
}
