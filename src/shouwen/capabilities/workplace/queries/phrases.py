"""The words on offer for an answer: the regulation's, the teams', one's own, with their places filled."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from shouwen.base.actors import Actor
from shouwen.capabilities.customers.queries.finding import lookup_of
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.telling import places_now
from shouwen.capabilities.workplace.models import Phrase
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.messages import PLACEHOLDERS

MOST: Final = 8
PLACE: Final = re.compile(r"\{([a-z_]{2,30})\}")

Source = Literal["own", "team", "regulation"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Words for the answer box. `key` is the phrase's id, 0 for the regulation's; `text` is filled as far as known."""

    key: int
    name: str
    source: Source
    text: str

    @property
    def open_places(self) -> tuple[str, ...]:
        """What is still to be filled by hand."""
        return open_places(self.text)


def phrases_for(
    *, ticket: Ticket, actor: Actor, language: str, words: str, at: datetime, limit: int = MOST
) -> list[Offer]:
    """What `actor` may say on `ticket`, found by name, pinyin or initials: his own first, then his teams', then the
    regulation's. One statement beyond what the ticket brings along.
    """
    places = places_now(ticket, language=language, at=at)
    wanted = words.lower().split()
    kept = Phrase.objects.visible_to(actor)
    for word in wanted:
        kept = kept.filter(lookup__contains=word)
    found = [
        Offer(phrase.pk, phrase.name, "team" if phrase.team_id else "own", fill_known(phrase.body, places))
        for phrase in kept.order_by("team_id", "-used", "name")[:limit]
    ]
    found.sort(key=lambda offer: offer.source != "own")
    for name, text in _of_regulation(regulation_of(ticket.regulation_id).document, language):
        if len(found) < limit and all(word in _lookup(name) for word in wanted):
            found.append(Offer(0, name, "regulation", fill_known(text, places)))
    return found


def fill_known(text: str, places: Mapping[str, str]) -> str:
    """`text` with every place that is known filled; the others stay in their braces for the writer to see."""
    return PLACE.sub(lambda place: places.get(place[1], place[0]), text)


def open_places(text: str) -> tuple[str, ...]:
    """The places of phrases that nobody has filled yet; braces around anything else are the writer's own."""
    return tuple(dict.fromkeys(name for name in PLACE.findall(text) if name in PLACEHOLDERS))


def _of_regulation(document: Regulation, language: str) -> Iterator[tuple[str, str]]:
    """Name and words of what the regulation has the desk write or say to customers."""
    for template in document.templates.values():
        if {"customer", "contact"} & set(template.to):
            yield template.name.in_language(language), template.body.in_language(language).strip()
    for script in document.scripts.values():
        name = script.name.in_language(language)
        yield name, script.say.in_language(language)
        for branch in script.branches:
            yield f"{name} · {branch.answer.in_language(language)}", branch.say.in_language(language)
        if script.close_with:
            yield f"{name} · …", script.close_with.in_language(language)


@lru_cache(maxsize=2048)
def _lookup(name: str) -> str:
    return lookup_of(name)
