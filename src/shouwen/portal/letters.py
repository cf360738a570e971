"""The letter that carries a sign-in link: written into the outbox, which shows it while no mail leaves."""

import secrets
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from shouwen.base.models import Message
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.notifications.queries import outgoing_domain


def send_sign_in_link(*, contact: Contact, mail: str, raw: str, next_url: str, at: datetime) -> Message:
    """The link goes to `mail`, which is an address of the contact, in his language."""
    way_on = f"?next={quote(next_url)}" if next_url else ""
    url = f"{settings.PUBLIC_URL}{reverse('portal:sign-in-link', kwargs={'raw': raw})}{way_on}"
    with translation.override(contact.language):
        title = gettext("Sign in to the customer portal")
        body = gettext(
            "Dear %(name)s,\n\nopen this link to sign in. It works once, within 15 minutes:\n"
            "%(url)s\n\nIf you did not ask for it, please ignore this mail.\n"
        ) % {"name": contact.name, "url": url}
    return Message.objects.create(
        channel="mail",
        template="portal.sign_in",
        to_kind="contact",
        to_id=contact.pk,
        address=mail,
        message_id=f"<{secrets.token_hex(16)}@{outgoing_domain()}>",
        subject_line=title,
        body=body,
        not_before=at,
        created_at=at,
    )
