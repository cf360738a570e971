"""The words of a message: a template filled for one reader, or a person's own words in the desk's frame."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from shouwen.capabilities.notifications.choices import REPLY_LINE
from shouwen.capabilities.notifications.ports import Addressee, PersonalWord, WhatToTell
from shouwen.capabilities.notifications.refusals import UnknownPlaceholder
from shouwen.domain.regulation.messages import Template

_GAP = re.compile(r"(?:[\s:：·,，、;；(（|-]*(?<!-)--(?!-))+\s*$")
"""What is not known reads `--`; at the end of a line it says nothing."""
_LAST_CLAUSE = re.compile(r"[，,][^，,。（）()]*$")
NOTHING = "--"
_PLACE = re.compile(r"\{([a-z_]+)(?:[!:][^{}]*)?\}")
"""A name in braces; a form asked for beside it, as documents of long ago have it, is passed over."""
CUSTOMERS_WORDS = ("title", "problem", "subject", "summary", "company")
"""Placeholders that repeat what the sender of a request wrote."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message's subject line and body, ready to go."""

    title: str
    body: str


def from_template(template: Template, what: WhatToTell, reader: Addressee) -> Words:
    """`template` filled for `reader`, in his language. Raises UnknownPlaceholder."""
    places = _places(what, reader)
    title = fill(template.subject.in_language(reader.language), places)
    body = without_gaps(template.body.in_language(reader.language), places)
    return Words(title=without_gap(_one_line(title)), body=body if reader.is_colleague else _framed(body))


def from_person(word: PersonalWord, what: WhatToTell, reader: Addressee) -> Words:
    """What a person wrote, signed with his name and the desk's, under the subject of the request."""
    places = _places(what, reader)
    number = places.get("number", "")
    title = word.title if f"[{number}]" in word.title else f"{word.title} [{number}]"
    desk = what.document.desk
    sign = "\n".join(
        filter(None, (word.author, f"{desk.name.in_language(reader.language)} {desk.hotline}".strip()))
    )
    link = _link(what, reader)
    return Words(
        title=_one_line(title if title.lower().startswith("re:") else f"Re: {title}"),
        body=_framed("\n\n".join(filter(None, (word.text.strip(), sign, link)))),
    )


def fill(text: str, places: Mapping[str, str]) -> str:
    """`text` with each {name} replaced once; an empty value is fine, a missing one raises UnknownPlaceholder."""

    def value(place: re.Match[str]) -> str:
        if place[1] not in places:
            raise UnknownPlaceholder(name=place[1])
        return places[place[1]]

    return _PLACE.sub(value, text)


def without_gaps(text: str, places: Mapping[str, str]) -> str:
    """`text` filled line by line; a line or its last clause that would only say what is not known is left out."""
    told: list[str] = []
    for line in text.split("\n"):
        if _is_unknown(line, places):
            continue
        clause = _LAST_CLAUSE.search(line)
        known = line[: clause.start()] if clause and _is_unknown(clause[0], places) else line
        told.append(without_gap(fill(known, places)))
    return "\n".join(told)


def _is_unknown(line: str, places: Mapping[str, str]) -> bool:
    names = _PLACE.findall(line)
    return bool(names) and all(places.get(name) == NOTHING for name in names)


def without_gap(line: str) -> str:
    """`line` without the gaps at its end: places of which nothing is known, and the marks that led to them."""
    return _GAP.sub("", line)


def _places(what: WhatToTell, reader: Addressee) -> dict[str, str]:
    language = "en" if reader.language.lower().startswith("en") else "zh-hans"
    known = what.places[language]
    places = {**known, "link": _link(what, reader)}
    if not reader.is_colleague:
        places |= what.for_customer.get(language, {})
    if what.proves_nobody and not reader.is_colleague:
        with translation.override(language):
            nobody = gettext("customer")
        places |= {name: known.get("number", "") for name in CUSTOMERS_WORDS if name in known}
        places |= {"contact": nobody, "salutation": ""}
    return places


def _link(what: WhatToTell, reader: Addressee) -> str:
    path = what.staff_path if reader.is_colleague else what.customer_path
    return f"{settings.PUBLIC_URL}{path}" if path else ""


def _framed(body: str) -> str:
    return f"{REPLY_LINE}\n\n{body.strip()}\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
