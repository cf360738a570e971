"""Letters that carry an account link: written into the outbox with the act that made the link."""

import secrets
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from shouwen.base.models import Message
from shouwen.capabilities.notifications.queries import outgoing_domain
from shouwen.capabilities.people.choices import LinkPurpose
from shouwen.capabilities.people.models import Person


def write_letter(*, person: Person, purpose: LinkPurpose, url: str, at: datetime) -> Message | None:
    """The link at `url` goes to the person's own address in his language.

    None where he has no address and it must be handed over.
    """
    if not person.email:
        return None
    with translation.override(person.language):
        title, body = _words(person, purpose, url)
    return Message.objects.create(
        subject_id=person.subject_id,
        channel="mail",
        template=f"account.{purpose}",
        to_kind="person",
        to_id=person.pk,
        address=person.email,
        message_id=f"<{secrets.token_hex(16)}@{outgoing_domain()}>",
        subject_line=title,
        body=body,
        not_before=at,
        created_at=at,
    )


def _words(person: Person, purpose: LinkPurpose, url: str) -> tuple[str, str]:
    facts = {"name": person.name, "user_name": person.user_name, "url": url}
    if purpose == LinkPurpose.INVITATION:
        body = gettext(
            "Hello %(name)s,\n\nyour account %(user_name)s has been created. Choose your password "
            "here, within 7 days:\n%(url)s\n"
        )
        return gettext("Your account at the service desk"), body % facts
    return gettext("A new password for the service desk"), gettext(
        "Hello %(name)s,\n\nset a new password for %(user_name)s here, within an hour:\n%(url)s\n\n"
        "If you did not ask for it, do nothing: the old one stays.\n"
    ) % facts
