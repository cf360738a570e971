"""Required fields: which the regulation asks for before a verb goes through, and which are missing."""

from collections.abc import Container
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation

if TYPE_CHECKING:
    from shouwen.capabilities.tickets.commands.register import NewTicket


def check_required(document: Regulation, new: "NewTicket") -> dict[str, str]:
    """Field -> sentence for everything a registration lacks; empty when it is complete."""
    errors = {}
    if not new.description.strip():
        errors["description"] = _("Describe what happened.")
    offered: dict[str, Container[str]] = {
        "category": document.categories,
        "impact": document.impacts,
        "urgency": document.urgencies,
        "difficulty": document.difficulties,
        "level": document.levels,
    }
    for name, section in offered.items():
        if getattr(new, name) and getattr(new, name) not in section:
            errors[name] = _("Choose one of the values offered.")
    if new.customer and new.contact and new.contact.customer_id != new.customer.pk:
        errors["contact"] = _("This contact belongs to another customer.")
    if new.customer and new.site and new.site.customer_id != new.customer.pk:
        errors["site"] = _("This site belongs to another customer.")
    known = {"class": new.klass, "category": new.category, "level": new.level, "channel": new.channel}
    for rule in document.required_fields.values():
        if "register" not in rule.on or not rule.when.holds(known):
            continue
        problem = _lacking(rule.field, rule.ask, rule.or_reason, new)
        if problem:
            errors.setdefault(rule.field, problem)
    return errors


def _lacking(field: str, ask: str, or_reason: bool, new: "NewTicket") -> str:
    """The sentence for one missing field, or an empty string."""
    excused = or_reason and new.no_screenshot_reason.strip()
    if ask == "yes_no_file":
        if new.has_screenshot is None and not new.files:
            return _("Say whether there is a screenshot.")
        if new.has_screenshot and not new.files:
            return _("There is a screenshot: attach it.")
        return ""
    if ask == "file":
        return "" if new.files or excused else _("Attach a picture, or say why there is none.")
    return "" if _is_filled(field, new) or excused else _("This field is required.")


ALIASES = {
    "contact_name": ("contact", "caller_name"),
    "caller_name": ("contact", "caller_name"),
    "contact_phone": ("contact", "caller_phone", "caller_mail"),
    "caller_phone": ("contact", "caller_phone", "caller_mail"),
    "contact": ("contact", "caller_phone", "caller_mail"),
    "company": ("customer", "caller_company"),
    "class": ("klass",),
}
"""A field of the regulation that several inputs can fill."""


def _is_filled(field: str, new: "NewTicket") -> bool:
    return any(getattr(new, name, None) or new.extras.get(name) for name in ALIASES.get(field, (field,)))
