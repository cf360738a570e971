"""Sections classes and categories: what kinds of request there are and who may register them."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from shouwen.domain.regulation.words import PREFIX, Code, Codes, NamedRule, Span


class Channel(StrEnum):
    """The ways a request comes in."""

    PHONE = "phone"
    FAX = "fax"
    MAIL = "mail"
    PORTAL = "portal"
    CHAT = "chat"
    WECHAT = "wechat"
    QQ = "qq"
    GROUP = "group"
    API = "api"
    MONITORING = "monitoring"
    WALK_IN = "walk_in"
    INTERNAL = "internal"


class RequestClass(NamedRule):
    """A class of request: its numbers, its way through the desk, its closing rule."""

    prefix: str = Field(pattern=PREFIX)
    flow: Literal["answer", "fault", "complaint", "other"]
    needs_dispatch: bool = False
    needs_check: bool = True
    default_level: Code | None = None
    default_impact: Code | None = None
    default_urgency: Code | None = None
    customers_register: tuple[Channel, ...] = ()
    closing: Code
    calendar: Code | None = None
    team: Code | None = None
    knowledge_first: bool = True
    rank: int = Field(default=1, ge=1)

    def customer_may_register(self, channel: str) -> bool:
        """Whether what a customer sends by `channel` becomes a ticket at once; else it waits in intake
        (SA-9).
        """
        return channel in self.customers_register


class Category(NamedRule):
    """A sub-division of a class, for one kind of product or for all.

    What `needs_approval` is worked on only once the project leader's approval is recorded (DP-7).
    """

    klass: Code = Field(alias="class")
    product_kinds: Codes = ()
    products: Codes = ()
    skill: Code | None = None
    team: Code | None = None
    incident_manager: str = ""
    standard_span: Span | None = None
    parent: Code | None = None
    needs_approval: bool = False
