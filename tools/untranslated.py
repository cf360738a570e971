"""Prints what has no Chinese yet as lines for a catalogue: python -m tools.untranslated [web/tickets …]."""

import json
import sys

from tools.texts import texts
from tools.translations import LOCALE, joined


def main(places: list[str]) -> int:
    known = joined(LOCALE / "zh_Hans")
    missing = {
        (context, text)
        for source, text, context in texts()
        if (not places or source.startswith(tuple(places)))
        and ((message := known.get(text, context)) is None or not message.string)
    }
    for context, text in sorted(missing, key=lambda each: (each[1], each[0] or "")):
        if context:
            print(f"msgctxt {json.dumps(context, ensure_ascii=False)}")
        print(f'msgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n')
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
