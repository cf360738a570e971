"""Required fields: which the regulation asks for before a verb goes through, and which are missing."""

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from shouwen.base.languages import reader_language
from shouwen.base.models import Attachment
from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.tickets.choices import Channel, EntryKind
from shouwen.capabilities.tickets.fields import PARTICULARS, condition_fields
from shouwen.capabilities.tickets.models import Entry
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.asking import ON_TICKET, REGISTER, rules_of
from shouwen.domain.regulation.grading import RequiredField
from shouwen.domain.workflow import TicketVerb

if TYPE_CHECKING:
    from shouwen.capabilities.tickets.commands.changing import Change
    from shouwen.capabilities.tickets.commands.register import NewTicket
    from shouwen.capabilities.tickets.models import Ticket


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
    category = document.categories.get(new.category)
    if category is not None and category.klass != new.klass:
        klass = document.classes[category.klass].name.in_language(reader_language())
        errors["category"] = _("This category belongs to the class “%(name)s”.") % {"name": klass}
    if new.customer and new.contact and new.contact.customer_id != new.customer.pk:
        errors["contact"] = _("This contact belongs to another customer.")
    if new.customer and new.site and new.site.customer_id != new.customer.pk:
        errors["site"] = _("This site belongs to another customer.")
    for rule in rules_of(document, REGISTER, _known(new)):
        problem = _lacking(rule.field, rule.ask, rule.or_reason, new)
        if problem:
            errors.setdefault(FILLED_BY.get(rule.field, rule.field), problem)
    return errors


def still_asked(document: Regulation, new: "NewTicket") -> list[str]:
    """The names of what the regulation asks for before `new` is registered and what is not told yet."""
    return [
        _("the picture that is said to be there")
        if rule.ask == "yes_no_file" and new.has_screenshot
        else rule.name.in_language(reader_language())
        for rule in rules_of(document, REGISTER, _known(new))
        if _lacking(rule.field, rule.ask, rule.or_reason, new)
    ]


def _known(new: "NewTicket") -> dict[str, Any]:
    """What a rule's condition asks of a request that is about to be registered."""
    return {"class": new.klass, "category": new.category, "level": new.level, "channel": new.channel}


def check_verb(change: "Change", verb: TicketVerb, given: Mapping[str, Any]) -> None:
    """Pass, or raise InvalidInput naming in the reader's language what `verb` still asks for on this ticket.

    `given` is what its command was given; what stands on the ticket need not be given again. Only of the desk's own
    people it is asked: customers' pages and the worker show no such fields.
    """
    if not change.document.required_fields or not change.actor.is_staff:
        return
    rules = list(rules_of(change.document, verb, condition_fields(change.ticket) | _with(given)))
    errors = {
        rule.field: sentence_of(rule) for rule in rules if not has_what_is_asked(rule, change.ticket, given)
    }
    if errors:
        raise InvalidInput(errors)


def _with(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule's condition asks of the act itself: the way of work, and the team that the ticket goes to."""
    team = given.get("to") or given.get("team")
    return {"way": given.get("way") or "", **({"team": team.code} if team else {})}


def sentence_of(rule: RequiredField) -> str:
    """That what `rule` asks for is missing, by the name it has in the regulation."""
    name = rule.name.in_language(reader_language())
    if rule.ask == "file":
        return _("“%(name)s”: attach a file to the ticket first.") % {"name": name}
    if rule.field == WRITTEN_REPORT:
        return _(
            "“%(name)s” is required here: the customer writes by portal or mail, or you record what came on paper as"
            " the customer's word, by fax."
        ) % {"name": name}
    if rule.field in PARTICULARS:
        return _("“%(name)s” is required here: do “Set contact, site and product” first.") % {"name": name}
    return _("“%(name)s” is required here.") % {"name": name}


def has_what_is_asked(rule: RequiredField, ticket: "Ticket", given: Mapping[str, Any]) -> bool:
    """Whether the field is given, or stands on the ticket already."""
    if rule.ask == "file":
        return bool(given.get("files")) or Attachment.objects.filter(subject_id=ticket.pk).exists()
    if rule.field == WRITTEN_REPORT:
        return is_reported_in_writing(ticket)
    value = given.get(rule.field)
    if value is not None and str(value).strip():
        return True
    name = rule.field if rule.field in TEXTS else f"{rule.field}_id"
    return rule.field in ON_TICKET and bool(getattr(ticket, name))


def is_reported_in_writing(ticket: "Ticket") -> bool:
    """Whether the customer wrote what is wrong, when it was registered or since (DP-7)."""
    if ticket.channel in WRITTEN:
        return True
    return Entry.objects.filter(ticket=ticket, kind=EntryKind.CUSTOMER, channel__in=WRITTEN).exists()


WRITTEN_REPORT: Final = "written_report"
WRITTEN: Final = frozenset({
    Channel.FAX, Channel.MAIL, Channel.PORTAL, Channel.CHAT, Channel.WECHAT, Channel.QQ, Channel.GROUP, Channel.API,
})  # fmt: skip
"""The channels by which what a customer says is in writing."""

TEXTS: Final = frozenset({"workaround", "proposal"})
"""What stands on a ticket as text; the rest of ON_TICKET are links."""


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
    if field == WRITTEN_REPORT:
        return "" if new.channel in WRITTEN or excused else _("The customer has to write it himself.")
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


FILLED_BY: Final = {
    "class": "klass",
    "company": "caller_company",
    "contact": "caller_phone",
    "contact_name": "caller_name",
    "contact_phone": "caller_phone",
    "screenshot": "has_screenshot",
}
"""The input by which a refusal calls what is missing, where the regulation's word for it is none."""


def _is_filled(field: str, new: "NewTicket") -> bool:
    return any(getattr(new, name, None) or new.extras.get(name) for name in ALIASES.get(field, (field,)))
