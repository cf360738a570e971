"""What higher rungs hand to the messages: for a fact of theirs, everything a message may say about it, frozen."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, TypeVar

from shouwen.base.models import Fact
from shouwen.domain.regulation import Regulation

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to be told: a colleague, a customer's contact, or somebody of whom only an address is known."""

    kind: Literal["person", "contact", "outside"]
    id: int | None
    name: str
    address: str
    language: str = "zh-hans"
    phone: str = ""

    @property
    def is_colleague(self) -> bool:
        return self.kind == "person"


@dataclass(frozen=True, slots=True)
class PersonalWord:
    """What a person wrote to the customer: it goes out as written, under his name, and counts as his.

    `files` are the attachments that go along, `cc` the addresses it is copied to.
    """

    text: str
    author: str
    title: str
    is_answer: bool = True
    files: tuple[int, ...] = ()
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Besides:
    """What the regulation tells on this fact outside its templates' own `on`: a step of a ladder, a route."""

    kind: str
    to: tuple[str, ...]
    channels: tuple[str, ...]
    template: str = ""


class Found(Mapping[str, Value]):
    """Values by name, each found by `find(name)` when it is first asked for."""

    def __init__(self, names: Collection[str], find: Callable[[str], Value]) -> None:
        self._names, self._find = names, find
        self._found: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._found:
            if name not in self._names:
                raise KeyError(name)
            self._found[name] = self._find(name)
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True, slots=True)
class WhatToTell:
    """One fact with all that templates may ask for.

    `places` holds the placeholders per language ("zh-hans", "en"), `fields` what conditions may name, `persons` the
    colleagues behind each relation (owner, handler…). `undoable_for` is how long messages wait because the act may
    be undone. `proves_nobody` says that the request came by mail nobody vouches for: then automatic messages to the
    outside repeat none of its words. `thread` are the message ids of the correspondence so far, oldest first.
    What costs a statement (`persons`, `thread`) and the languages of `places` are found when they are asked for.
    `for_customer` replaces places for readers outside; `only_besides` leaves out the templates that listen by
    themselves.
    """

    fact: Fact
    document: Regulation
    fields: Mapping[str, object]
    places: Mapping[str, Mapping[str, str]]
    for_customer: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    persons: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    customer: tuple[Addressee, ...] = ()
    staff_path: str = ""
    customer_path: str = ""
    word: PersonalWord | None = None
    thread: Callable[[], tuple[str, ...]] = tuple
    proves_nobody: bool = False
    undoable_for: timedelta = timedelta(0)
    besides: tuple[Besides, ...] = ()
    only_besides: bool = False

    @property
    def at(self) -> datetime:
        return self.fact.at


@dataclass(frozen=True, slots=True)
class Teller:
    """Who can say what there is to tell about a kind of subject.

    `always_on` are the facts that are told even where no template listens: a person's reply, an escalation.
    """

    what_to_tell: Callable[[Fact], WhatToTell | None]
    always_on: frozenset[str] = frozenset()


TELLERS: Final[dict[str, Teller]] = {}
"""Kind of subject -> its teller; filled by each capability when it starts."""


def register_teller(kind: str, teller: Teller) -> None:
    """From now on facts about subjects of this kind are told in messages."""
    TELLERS[kind] = teller
