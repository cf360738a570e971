"""Joins locale/<language>/parts/*.po and compiles the catalogue that the product reads."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "src" / "shouwen" / "locale"


def joined(language: Path) -> Catalog:
    """All parts as one catalogue; where two parts differ the first one counts."""
    whole = Catalog(locale=language.name, charset="utf-8")
    for _, message in messages(language):
        if whole.get(message.id, message.context) is None:
            whole[message.id] = message
    return whole


def differences(language: Path) -> list[str]:
    """Texts that two parts translate differently: one word for one thing, everywhere."""
    seen: dict[tuple[object, str | None], tuple[str, object]] = {}
    found = []
    for part, message in messages(language):
        first, string = seen.setdefault((message.id, message.context), (part, message.string))
        if string != message.string:
            found.append(f"{message.id!r}: {string!r} in {first}, {message.string!r} in {part}")
    return found


def messages(language: Path) -> Iterator[tuple[str, Message]]:
    """Every translated text with the name of its part."""
    for part in sorted(language.glob("parts/*.po")):
        with part.open("rb") as lines:
            for message in read_po(lines, locale=language.name, abort_invalid=True):
                if message.id and message.string:
                    yield part.name, message


def main() -> int:
    for language in sorted(path for path in LOCALE.iterdir() if (path / "parts").is_dir()):
        catalogue = joined(language)
        folder = language / "LC_MESSAGES"
        folder.mkdir(exist_ok=True)
        for domain in ("django", "djangojs"):
            with (folder / f"{domain}.mo").open("wb") as compiled:
                write_mo(compiled, catalogue)
        print(f"{language.name}: {len(catalogue)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
