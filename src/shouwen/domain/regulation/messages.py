"""Section templates: what is told to whom, on which fact, in which words."""

from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.conditions import ALWAYS, Condition
from shouwen.domain.regulation.words import Codes, NamedRule, Parties, Span, Text

MessageChannel = Literal["inbox", "mail"]


class Template(NamedRule):
    """A message that goes out on a fact; {placeholders} are filled from the subject."""

    on: Codes
    when: Condition = ALWAYS
    to: Parties = Field(min_length=1)
    channels: tuple[MessageChannel, ...] = ("mail",)
    subject: Text
    body: Text
    key_point: Literal[
        "accepted",
        "started",
        "estimate",
        "trouble",
        "solved",
        "closed",
        "routed_away",
        "call_back",
        "breach",
        "other",
    ] = "other"
    not_before: Span | None = None
    needs_reply: bool = False


PLACEHOLDERS: frozenset[str] = frozenset({
    "number", "subject", "class", "level", "state", "company", "contact", "salutation", "title", "phone",
    "date", "problem", "desk", "hotline", "fax", "desk_mail", "complaint_phone", "website", "agent", "owner",
    "handler", "responsible", "team", "due", "due_name", "estimate", "reason", "until", "cause", "solution",
    "workaround", "link", "department", "next_step", "found", "done", "late_by", "grade", "improvement",
    "product", "summary", "opening_hours",
})  # fmt: skip
"""Every name a template or a script may put in braces."""
