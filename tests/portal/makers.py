"""A customer's browser at the portal, signed in by a mailed link."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from shouwen.base.models import Message
from shouwen.capabilities.customers.models import Contact

LINK = re.compile(r"https?://[^/]+(/portal/sign-in/\S+)")


def a_visitor(language: str = "en") -> Client:
    """A browser that has never been here."""
    return Client(headers={"Accept-Language": language}, raise_request_exception=True)


def mailed_link(mail: str) -> str:
    """The path of the newest sign-in link in the outbox for `mail`."""
    letter = Message.objects.filter(address=mail, template="portal.sign_in").latest("pk")
    found = LINK.search(letter.body)
    assert found, letter.body
    return found[1]


def signed_in(contact: Contact, language: str = "en") -> Client:
    """The browser of `contact`, who opened the link he was mailed and chose his language."""
    client = a_visitor(language)
    client.post("/portal/language", {"language": language})
    mail = contact.mails.get().address
    assert client.post("/portal/sign-in/", {"mail": mail}).status_code == 200
    assert client.post(mailed_link(mail)).status_code == 303
    return client


def posted(client: Client, path: str, **fields: Any) -> HttpResponse:
    return client.post(path, fields)
