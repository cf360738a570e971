"""Where a person opens an account link, and the letter that brings it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from shouwen.base.models import Message
from shouwen.capabilities.notifications.commands.letters import write_letter
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.models import Person

ROUTES = {LinkPurpose.INVITATION: "web:invitation", LinkPurpose.PASSWORD_RESET: "web:password"}


def link_address(purpose: LinkPurpose, raw: str) -> str:
    """The address a person opens to set a password."""
    return f"{settings.PUBLIC_URL}{reverse(ROUTES[purpose], args=[raw])}"


def send_link(*, person: Person, purpose: LinkPurpose, raw: str, at: datetime) -> Message | None:
    """The link goes to the person's own address; None where he has none and it must be handed over."""
    return write_letter(person=person, purpose=purpose, url=link_address(purpose, raw), at=at)
