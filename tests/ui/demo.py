"""The demo desk behind a real server, and ways in for everybody who looks."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client

from shouwen.base.actors import SYSTEM
from shouwen.base.models import Fact
from shouwen.base.time import database_now
from shouwen.capabilities.customers.commands.portal_doors import issue_login_link, sign_in_contact
from shouwen.capabilities.customers.models import Contact
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.notifications.reactions import tell_fact
from shouwen.capabilities.people.commands.shipped_roles import ship_roles
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.commands import adopt_preset
from shouwen.demo import story
from shouwen.portal.sessions import COOKIE as PORTAL_COOKIE
from shouwen.web import shell
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC
from tools.pages import Page
from tools.pages.places import places

TOLD = 40  # the last so many facts of the story are told to whom they concern


@dataclass
class Demo:
    """A running desk that tells the demo story; whoever looks at it signs in once."""

    address: str
    places: dict[str, str]
    keys: dict[str, dict[str, str]] = field(default_factory=dict)

    def path(self, page: Page) -> str:
        return page.path.format(**self.places)

    def cookies(self, who: str) -> dict[str, str]:
        """What the browser of `who` sends along."""
        if who not in self.keys:
            self.keys[who] = _signed_in(who)
        return self.keys[who]

    def client(self, who: str) -> Client:
        browser = Client(headers={"Accept-Language": "zh-CN"})
        for name, key in self.cookies(who).items():
            browser.cookies[name] = key
        return browser

    def jar(self, who: str) -> list[dict[str, Any]]:
        """The same cookies as Playwright takes them."""
        return [{"name": name, "value": key, "url": self.address} for name, key in self.cookies(who).items()]


def tell(address: str) -> Demo:
    """The demo story stands in the tables, its last facts are told to whom they concern, its long work is done."""
    cache.clear()
    shell.address.cache_clear()
    founded = database_now() - timedelta(days=40)
    ship_roles(at=founded)
    adopt_preset(code="desk", actor=SYSTEM, at=founded)
    story.load()
    for fact in list(Fact.objects.order_by("-pk").values_list("pk", flat=True)[:TOLD]):
        tell_fact(fact)
    found = places()
    while carry_out_next():
        pass
    return Demo(address, found)


def _signed_in(who: str) -> dict[str, str]:
    at = database_now()
    if not who:
        return {}
    if "@" not in who:
        person = Person.objects.get(user_name=who)
        return {COOKIE: open_session(person=person, door="test", browser=DESK_PC, at=at)}
    raw = issue_login_link(contact=Contact.objects.get(mails__address=who), at=at)
    return {PORTAL_COOKIE: sign_in_contact(raw=raw, address="127.0.0.1", browser="test", at=at)[1]}
