"""What there is to tell about something that came in: that it waits for longer than it should."""

from zoneinfo import ZoneInfo

from django.utils import translation

from shouwen.base.models import Fact
from shouwen.capabilities.intake.facts import SUBJECT
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.notifications.ladders import besides_of_step, late_by, moment, when_due
from shouwen.capabilities.notifications.ports import Found, Teller, WhatToTell, register_teller
from shouwen.capabilities.regulations.queries import Compiled, regulation_of
from shouwen.capabilities.service_levels.queries.explaining import promise_name
from shouwen.domain.regulation.messages import PLACEHOLDERS

LANGUAGES = ("zh-hans", "en")
NOTHING = "--"


def teach_messages() -> None:
    """From now on the ladders of promises about requests are told in messages."""
    register_teller(SUBJECT, Teller(what_to_tell, frozenset({"clock.escalated"})))


def what_to_tell(fact: Fact) -> WhatToTell | None:
    """Everything a message about `fact` may say to colleagues; None where no regulation stood behind it."""
    item = IntakeItem.objects.select_related("customer").filter(pk=fact.subject_id).first()
    if item is None or fact.regulation_id is None:
        return None
    regulation = regulation_of(fact.regulation_id)
    return WhatToTell(
        fact=fact,
        document=regulation.document,
        fields={"channel": item.channel},
        places=Found(LANGUAGES, lambda language: _places(language, item, fact, regulation)),
        staff_path=f"/intake/{item.pk}",
        besides=tuple(besides_of_step(fact, regulation.document)),
        only_besides=True,
    )


def _places(language: str, item: IntakeItem, fact: Fact, regulation: Compiled) -> dict[str, str]:
    """Every placeholder of a template, in `language`; what a request does not have reads `--`."""
    desk = regulation.document.desk
    due_at, zone = when_due(fact), ZoneInfo(desk.time_zone)
    with translation.override(language):
        known = {
            "subject": item.title or item.sender_address or NOTHING,
            "problem": item.title or NOTHING,
            "contact": item.sender_name or item.sender_address or translation.gettext("unknown"),
            "company": item.customer.name if item.customer else NOTHING,
            "phone": item.sender_phone or NOTHING,
            "desk": desk.name.in_language(language),
            "date": moment(item.received_at, zone),
            "due": moment(due_at, zone),
            "due_name": promise_name(regulation.document, str(fact.payload.get("promise", "")), language),
            "late_by": late_by(due_at, fact),
        }
    return {**dict.fromkeys(PLACEHOLDERS - {"link"}, NOTHING), **known}
