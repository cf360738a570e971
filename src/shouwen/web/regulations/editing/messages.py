"""A message as its reader would get it, filled from an example."""

import string
from dataclasses import dataclass

from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from shouwen.domain.regulation import Regulation, Text

EXAMPLE = {
    "number": "SD-20261123-0007", "company": _("North Works Ltd"), "contact": _("Wang Fang"), "salutation": _("Ms"),
    "phone": "138 0000 1402", "title": _("head of IT"), "subject": _("Reports do not open"),
    "problem": _("reports do not open"), "date": "2026-11-23", "due": "2026-11-23 11:00", "due_name": _("response"),
    "estimate": "2026-11-23 15:00", "agent": _("Lin Xiao"), "owner": _("Lin Xiao"), "handler": _("Wang Qiang"),
    "responsible": _("Wang Qiang"), "cause": _("the cache was full"), "solution": _("cache cleared and enlarged"),
    "workaround": _("the spare node is used"), "reason": _("waiting for the customer"), "until": "2026-11-24",
    "next_step": _("change the disk"), "found": _("the disk is full"), "done": _("logs checked"),
    "late_by": _("45 min"), "grade": _("satisfied"), "improvement": _("come sooner"), "product": _("Report server"),
    "summary": _("the cause is found"), "link": "https://desk.example.com/s/abc",
    "department": _("business department"),
    "state": _("being worked on"), "opening_hours": "9:00 ～ 18:00",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """Subject line and text in one language."""

    language: str
    subject: str
    body: str


def message_of(document: Regulation, code: str) -> list[Message] | None:
    """The template filled from the example in both languages; None where there is no such template."""
    template = document.templates.get(code)
    if template is None:
        return None
    return [
        Message(word, _filled(document, template.subject, tag), _filled(document, template.body, tag))
        for tag, word in (("zh-hans", "中文"), ("en", "English"))
    ]


def script_of(document: Regulation, code: str) -> list[Message] | None:
    """The words of a script filled from the example in both languages; None where there is no such script."""
    script = document.scripts.get(code)
    if script is None:
        return None
    return [
        Message(word, "", _filled(document, script.say, tag))
        for tag, word in (("zh-hans", "中文"), ("en", "English"))
    ]


def _filled(document: Regulation, text: Text, tag: str) -> str:
    desk = document.desk
    held = {
        "desk": desk.name.in_language(tag), "hotline": desk.hotline, "fax": desk.fax, "desk_mail": desk.mail,
        "complaint_phone": desk.complaint_phone, "website": desk.website,
        "level": next(iter(document.levels.values())).name.in_language(tag),
        "class": next(iter(document.classes.values())).name.in_language(tag),
        "team": next((team.name.in_language(tag) for team in document.teams.values()), ""),
    }  # fmt: skip
    with override(tag):
        return "".join(
            literal + (held.get(name) or gettext(EXAMPLE.get(name, name)) if name else "")
            for literal, name, _spec, _conversion in string.Formatter().parse(text.in_language(tag))
        )
