"""Joins locale/<language>/parts/*.po and compiles the catalogue that the product reads."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "src" / "shouwen" / "locale"


def joined(language: Path) -> Catalog:
    """All parts as one catalogue. Raises ValueError when two parts translate one text differently."""
    whole = Catalog(locale=language.name, charset="utf-8")
    for part in sorted(language.glob("parts/*.po")):
        with part.open("rb") as lines:
            for message in read_po(lines, locale=language.name, abort_invalid=True):
                if not message.id:
                    continue
                known = whole.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    raise ValueError(
                        f"{part.name}: {message.id!r} is {message.string!r}, elsewhere {known.string!r}"
                    )
                whole[message.id] = message
    return whole


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
