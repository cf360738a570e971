"""Opening hours and exceptional days in the place of a sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.base.ranges import between, enumerated
from shouwen.domain.regulation.editing import Plain
from shouwen.ui.html import element
from shouwen.web.regulations.editing.kinds import Choices, drop_down

PERIOD = re.compile(r"(\d{1,2})[:：.](\d{2})\s*(?:-|–|—|~|～|至|到|to)+\s*(\d{1,2})[:：.](\d{2})")


def periods_text(held: Plain) -> str:
    """Opening hours on one line: "9:00 – 12:00, 13:00 – 18:00", as the reader's language writes it."""
    return enumerated(between(each["start"], each["end"]) for each in held or () if isinstance(each, dict))


def periods_of(text: str) -> Plain:
    """The periods written on one line; what can't be read stays as it was, so that the check names it."""
    found = [{"start": f"{a}:{b}", "end": f"{c}:{d}"} for a, b, c, d in PERIOD.findall(text)]
    return found if found or not text.strip() else [{"start": text.strip(), "end": ""}]


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of a day on one line; empty is not open."""

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        return element(
            "input", type="text", name=name, value=periods_text(held), aria_label=label, placeholder=_("not open"),
            autocomplete="off", class_="input slot is-l",
        )  # fmt: skip

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        return periods_of(sent.get(name, "")) or None

    def names(self, name: str) -> Iterable[str]:
        return (name,)


@dataclass(frozen=True, slots=True)
class DayRule:
    """What an exceptional day is: closed, open with another weekday's hours, or with hours of its own."""

    weekdays: Choices

    def draw(self, name: str, label: str, held: Plain) -> SafeString:
        held = held if isinstance(held, dict) else {}
        chosen = "own" if held.get("hours") else held.get("hours_of") or "closed"
        like = [(code, _("open like %(day)s") % {"day": words}) for code, words in self.weekdays]
        choices = [("closed", _("closed")), *like, ("own", _("open with its own hours"))]
        own = element(
            "input", type="text", name=f"{name}/own", value=periods_text(held.get("hours")),
            aria_label=_("Own hours"), placeholder=between("9:00", "15:00"), class_="input slot is-m",
            autocomplete="off",
        )  # fmt: skip
        return element("span", drop_down(f"{name}/rule", label, choices, chosen), own, class_="slot-group")

    def read(self, name: str, sent: QueryDict, held: Plain) -> Plain:
        rule, rest = sent.get(f"{name}/rule", "closed"), dict(held) if isinstance(held, dict) else {}
        for key in ("closed", "hours_of", "hours"):
            rest.pop(key, None)
        if rule == "closed":
            return rest | {"closed": "yes"}
        if rule == "own":
            return rest | {"hours": periods_of(sent.get(f"{name}/own", ""))}
        return rest | {"hours_of": rule}

    def names(self, name: str) -> Iterable[str]:
        return (f"{name}/rule", f"{name}/own")
