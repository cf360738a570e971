"""Browsers that are signed in already, and the codes of an authenticator app."""

import base64
import time

from django.test import Client

from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.second_factors import one_time_code
from shouwen.capabilities.people.commands.sign_in import open_session
from shouwen.capabilities.people.models import Person
from shouwen.web.sessions import COOKIE
from tests.capabilities.people.makers import DESK_PC


def signed_in(person: Person) -> Client:
    """A browser in which `person` is signed in."""
    client = Client()
    client.cookies[COOKIE] = open_session(person=person, door="test", browser=DESK_PC, at=database_now())
    return client


def code_for(secret: str, *, ahead: int = 0) -> str:
    """What the app shows now, or `ahead` steps of 30 seconds later."""
    return one_time_code(base64.b32decode(secret), int(time.time()) // 30 + ahead)
