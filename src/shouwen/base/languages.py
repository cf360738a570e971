"""The language somebody reads, and names that are kept in both: {"zh": …, "en": …}."""

from collections.abc import Mapping

from django.utils.translation import get_language


def reader_language() -> str:
    """The tag of the language that is read at this moment, such as "zh-hans"; empty where nobody reads."""
    return get_language() or ""


def name_in(names: Mapping[str, str] | None, language: str | None = None) -> str:
    """The name for a language tag, by default of whoever reads: the English one for English, else the Chinese one.

    Where that is missing the other one counts; where there is none, nothing.
    """
    if not names:
        return ""
    asked = reader_language() if language is None else language
    usual = names.get("en" if asked.lower().startswith("en") else "zh")
    return usual or next(filter(None, names.values()), "")
