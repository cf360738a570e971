"""What rules say in English, told in the reader's language: each thing said is known by the sentence it was made of."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from django.utils.translation import get_language, gettext

_PLACE: Final = re.compile(r"%\((\w+)\)s")


_HAN: Final = "[\u4e00-\u9fff]"
_LATIN: Final = "[A-Za-z0-9]"


def filled(sentence: str, **places: object) -> str:
    """`sentence` with its %(name)s places filled; a value in Latin letters stands apart from the Chinese beside it:
    `张三提到了你`, `Lin 提到了你`.
    """

    def written(place: re.Match[str]) -> str:
        value = str(places[place[1]])
        before, after = sentence[: place.start()], sentence[place.end() :]
        ahead = " " if re.search(f"{_HAN}$", before) and re.match(_LATIN, value) else ""
        behind = " " if re.match(_HAN, after) and re.search(f"{_LATIN}$", value) else ""
        return f"{ahead}{value}{behind}"

    return _PLACE.sub(written, sentence).replace("%%", "%")


def opening(value: object) -> str:
    """`value` as a Chinese sentence begins with it: in Latin letters it stands apart from the character after it."""
    return f"{value} " if _is_chinese() and re.search(f"{_LATIN}$", str(value)) else str(value)


def ending(value: object) -> str:
    """`value` as a Chinese sentence ends with it: in Latin letters it stands apart from the character before it."""
    return f" {value}" if _is_chinese() and re.match(_LATIN, str(value)) else str(value)


def _is_chinese() -> bool:
    return (get_language() or "en").startswith("zh")


class Sentences:
    """English sentences with %(name)s places, the likelier first; what stands in a place may have a word of its own.

    The domain knows no languages: it says `role 'x' is not known`, and `role %(code)s is not known` finds that again.
    """

    def __init__(self, *sentences: str, otherwise: str, words: Mapping[str, str] | None = None) -> None:
        self._sentences, self._otherwise, self._words = sentences, otherwise, words or {}

    def knows(self, said: str) -> bool:
        """Whether one of the sentences is what `said` was made of."""
        return any(pattern.fullmatch(said) for pattern, _sentence in self._patterns)

    def told(self, said: str) -> str:
        """`said` in the reader's language; what no sentence fits stays as it is for who reads English, and is
        the general word for everybody else.
        """
        for pattern, sentence in self._patterns:
            if found := pattern.fullmatch(said):
                places = found.groupdict()
                return gettext(sentence) % {name: self._word(value) for name, value in places.items()}
        return said if (get_language() or "en").startswith("en") else gettext(self._otherwise)

    def _word(self, value: str) -> str:
        return gettext(self._words[value]) if value in self._words else value

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile("".join(_pieces(sentence)), re.DOTALL), sentence) for sentence in self._sentences]


def _pieces(sentence: str) -> Iterator[str]:
    at = 0
    for place in _PLACE.finditer(sentence):
        yield re.escape(sentence[at : place.start()].replace("%%", "%"))
        yield f"(?P<{place[1]}>.+?)"
        at = place.end()
    yield re.escape(sentence[at:].replace("%%", "%"))
