"""The words of the API's description in its reader's language; names and shapes are the same in all of them."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from django.utils.translation import gettext, pgettext

from shouwen.api.door import Rule

WORDS: Final = ("summary", "description", "x-displayName")
"""The keys of the document whose text is for people; a title is only the name of its field once more."""
PHRASES: Final = frozenset(status.phrase for status in HTTPStatus)
CONTEXT: Final = "HTTP status"


def worded(node: Any) -> Any:
    """`node` of the document with the text for people in the active language."""
    if isinstance(node, dict):
        return {
            key: told(value) if _is_for_people(key, value) else worded(value) for key, value in node.items()
        }
    return [worded(value) for value in node] if isinstance(node, list) else node


def told(text: str) -> str:
    """`text` in the active language, paragraph by paragraph."""
    if text in PHRASES:
        return pgettext(CONTEXT, text)
    return "\n\n".join(gettext(paragraph) for paragraph in _paragraphs(text))


def texts(node: Any) -> Iterator[tuple[str, str | None]]:
    """(English text, context) of all that `worded` would translate."""
    if isinstance(node, dict):
        for key, value in node.items():
            if not _is_for_people(key, value):
                yield from texts(value)
            elif value in PHRASES:
                yield value, CONTEXT
            else:
                yield from ((paragraph, None) for paragraph in _paragraphs(value))
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def asked_for(rule: Rule) -> str:
    """What a token must have for an operation of `rule`."""
    if not rule.scope:
        return gettext("Any valid token.")
    *others, last = [f"`{grant}`" for grant in rule.grants] or [""]
    for other in reversed(others):
        last = gettext("%(some)s or %(last)s") % {"some": other, "last": last}
    if not last:
        return gettext("Scope: `%(scope)s`.") % {"scope": rule.scope}
    return gettext("Scope: `%(scope)s`. Grant: %(grants)s.") % {"scope": rule.scope, "grants": last}


def _is_for_people(key: str, value: Any) -> bool:
    return key in WORDS and isinstance(value, str)


def _paragraphs(text: str) -> Iterator[str]:
    """What stands between empty lines, each as one line: how a docstring is broken and set in says nothing."""
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            yield " ".join(paragraph.split())
