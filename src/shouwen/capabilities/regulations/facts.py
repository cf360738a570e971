"""The facts of a regulation's version: names and what their payload holds."""

from typing import Final

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "regulation.drafted": ("number", "code", "digest"),
    "regulation.redrafted": ("digest", "part"),
    "regulation.review_asked": ("number", "digest", "remark"),
    "regulation.reviewed": ("number", "digest", "verdict", "remark"),
    "regulation.activated": ("number", "digest", "previous", "active_from", "sections", "remark"),
    "regulation.retired": ("number", "next", "active_to"),
    "regulation.activation_withdrawn": ("number", "active_from", "remark"),
}
