"""A script of the regulation as it is spoken: its places filled from the ticket, its branches beside the answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from shouwen.base.actors import Actor
from shouwen.base.languages import reader_language
from shouwen.capabilities.tickets.labels import quotable
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.regulation import Regulation
from shouwen.web.words import state_name

PLACE: Final = re.compile(r"\{(\w+)\}")
HAN: Final = r"[\u4e00-\u9fff]"
SEAM: Final = re.compile(rf"(?<={HAN})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?={HAN})")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What to say, what to say next for each answer, and how to end."""

    say: str
    branches: tuple[tuple[str, str], ...]
    close_with: str


def spoken(document: Regulation, code: str | None, ticket: Ticket, actor: Actor) -> Spoken | None:
    """The script `code` about `ticket` in the reader's language; None where the regulation gives none."""
    script = document.scripts.get(code or "")
    if script is None:
        return None
    language = reader_language()
    places = places_of(document, ticket, actor)
    return Spoken(
        say=fill(script.say.in_language(language), places),
        branches=tuple(
            (branch.answer.in_language(language), fill(branch.say.in_language(language), places))
            for branch in script.branches
        ),
        close_with=fill(script.close_with.in_language(language), places) if script.close_with else "",
    )


def fill(text: str, places: Mapping[str, str]) -> str:
    """`text` with its known places filled; an unknown one stays as it is, so that nobody reads a gap aloud.

    Where Chinese and Latin letters or digits meet at the edge of a place, a space stands between them; what was filled
    in stays as it is.
    """

    def filled(found: re.Match[str]) -> str:
        value = places.get(found[1], found[0])
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        left = " " if SEAM.search(before + value[:1]) else ""
        return left + value + (" " if SEAM.search(value[-1:] + after) else "")

    return PLACE.sub(filled, text)


def places_of(document: Regulation, ticket: Ticket, actor: Actor) -> dict[str, str]:
    """What scripts may name."""
    desk, language = document.desk, reader_language()
    return {
        "desk": desk.name.in_language(language),
        "hotline": desk.hotline,
        "agent": actor.name,
        "contact": ticket.contact.name if ticket.contact else ticket.caller_name,
        "salutation": "",
        "number": ticket.number,
        "subject": quotable(ticket.title),
        "problem": quotable(ticket.title),
        "date": timezone.localtime(ticket.reported_at).strftime(_("%m-%d")),
        "handler": ticket.handler.name if ticket.handler else "",
        "owner": ticket.owner.name if ticket.owner else "",
        "state": state_name(ticket.regulation_id, ticket.state),
        "solution": ticket.solution,
        "next_step": "",
    }
