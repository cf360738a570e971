"""A contact comes in by a mailed link, once, and never learns who else is known."""

from datetime import timedelta

import pytest

from shouwen.base.actors import SYSTEM
from shouwen.base.refusals import TooMany
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.customers.commands.contacts import change_contact, merge_contacts
from shouwen.capabilities.customers.commands.portal_doors import (
    ask_login_link,
    issue_login_link,
    sign_in_contact,
    sign_out_contact,
)
from shouwen.capabilities.customers.models import ContactLink
from shouwen.capabilities.customers.queries import actor_for_contact_session
from shouwen.capabilities.customers.refusals import LoginLinkUnusable
from tests.capabilities.customers.makers import a_contact

pytestmark = [pytest.mark.django_db, pytest.mark.req("DP-20")]


def signed_in(contact, now):
    raw = issue_login_link(contact=contact, at=now)
    return sign_in_contact(raw=raw, address="192.0.2.1", browser="phone", at=now)[1]


def test_the_link_lets_its_contact_in_and_the_cookie_names_him_in_one_statement(django_assert_num_queries):
    contact = a_contact(mails=["wang@example.com"])
    now = database_now()
    asked = ask_login_link(mail=" Wang@Example.com", address="192.0.2.1", at=now)
    assert asked is not None

    _contact, key = sign_in_contact(raw=asked[1], address="192.0.2.1", browser="phone", at=now)
    with django_assert_num_queries(1):
        actor, instant = actor_for_contact_session(key)

    assert (actor.kind, actor.id, actor.customer_id, actor.via) == (
        "contact",
        contact.pk,
        contact.customer_id,
        "portal",
    )
    assert actor.grants == frozenset()
    assert instant >= now


def test_the_link_serves_once_and_for_a_quarter_of_an_hour():
    contact = a_contact()
    now = database_now()
    raw = issue_login_link(contact=contact, at=now)
    old = issue_login_link(contact=contact, at=now - timedelta(minutes=15))
    sign_in_contact(raw=raw, address=None, browser="", at=now)

    for dead in (raw, old, "made up"):
        with pytest.raises(LoginLinkUnusable):
            sign_in_contact(raw=dead, address=None, browser="", at=now)


def test_the_token_does_not_lie_in_the_database():
    raw = issue_login_link(contact=a_contact(), at=database_now())

    assert raw.encode() not in bytes(ContactLink.objects.get().digest)


def test_an_unknown_address_is_answered_with_nothing_and_counted_the_same():
    now = database_now()

    with fixed_at(now):
        for _ in range(5):
            assert ask_login_link(mail="nobody@example.com", address="192.0.2.1", at=now) is None
        with pytest.raises(TooMany):
            ask_login_link(mail="NOBODY@example.com", address="198.51.100.9", at=now)


def test_whose_address_is_taken_from_him_is_out_and_his_links_are_dead():
    now = database_now()
    contact, other = (
        a_contact(mails=["li@one.example", "li@home.example"]),
        a_contact(mails=["wang@one.example"]),
    )
    keys = [signed_in(one, now) for one in (contact, other)]
    raw = issue_login_link(contact=contact, at=now)

    change_contact(contact=contact, mails=["li@home.example"], actor=SYSTEM, at=now)
    change_contact(contact=other, mails=["wang@one.example", "wang@home.example"], actor=SYSTEM, at=now)

    assert [actor_for_contact_session(key)[0].kind for key in keys] == ["nobody", "contact"]
    with pytest.raises(LoginLinkUnusable):
        sign_in_contact(raw=raw, address=None, browser="", at=now)


def test_leaving_merging_and_signing_out_end_the_session():
    now = database_now()
    customer = a_contact(name="安").customer
    leaving, merged, staying = (a_contact(customer, name) for name in ("李", "王", "赵"))
    keys = [signed_in(contact, now) for contact in (leaving, merged, staying)]
    assert {actor_for_contact_session(key)[0].kind for key in keys} == {"contact"}

    change_contact(contact=leaving, is_active=False, actor=SYSTEM, at=now)
    merge_contacts(survivor=staying, absorbed=merged, actor=SYSTEM, at=now)

    assert [actor_for_contact_session(key)[0].kind for key in keys] == ["nobody", "nobody", "contact"]
    sign_out_contact(key=keys[2], at=now)
    assert actor_for_contact_session(keys[2])[0].kind == "nobody"
