"""The card beside a promise: which calendar counts, when it opens until the promise is due, what stopped it."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwen.ui.components.buttons import button
from shouwen.ui.html import NOTHING, element, escaped, joined

DAY_MINUTES = 1440


class Stretch(Protocol):
    """Minutes of a day; `look` is open, counted, ahead or paused."""

    @property
    def begins(self) -> int: ...
    @property
    def ends(self) -> int: ...
    @property
    def look(self) -> str: ...


class DayAhead(Protocol):
    """One day: its name, its hours in words and as stretches; `now` and `due` are minutes of it."""

    @property
    def label(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def stretches(self) -> Sequence[Stretch]: ...
    @property
    def now(self) -> int | None: ...
    @property
    def due(self) -> int | None: ...


class Outlook(Protocol):
    """A promise at a glance; see `service_levels.queries.outlook`."""

    @property
    def promise(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def facts(self) -> Sequence[tuple[str, str]]: ...
    @property
    def days(self) -> Sequence[DayAhead]: ...
    @property
    def left_out(self) -> int: ...


def promise_card(outlook: Outlook, *, why_url: str = "") -> SafeString:
    """What a chip's `card` address answers with; `why_url` leads to the whole account, opened in the drawer."""
    terms = joined(joined([element("dt", label), element("dd", value)]) for label, value in outlook.facts)
    why = (
        button(
            _("Why is this due then?"),
            kind="quiet",
            size="small",
            icon="help",
            href=why_url,
            data_drawer=True,
        )
        if why_url
        else NOTHING
    )
    return element(
        "div",
        element("p", element("strong", outlook.promise), element("span", outlook.rule, class_="help")),
        element("dl", terms, class_="facts"),
        _days(outlook),
        why,
        class_="promise-card",
    )


def _days(outlook: Outlook) -> SafeString:
    if not outlook.days:
        return NOTHING
    shown = [_day(day) for day in outlook.days]
    if outlook.left_out:
        words = ngettext("%(n)d day in between", "%(n)d days in between", outlook.left_out)
        shown.insert(-1, element("li", words % {"n": outlook.left_out}, class_="promise-gap help"))
    return element("ol", joined(shown), class_="promise-days", aria_label=_("Opening hours until it is due"))


def _day(day: DayAhead) -> SafeString:
    return element(
        "li",
        element("span", day.label),
        _strip(day),
        element("span", day.words, class_="help"),
        class_="is-today" if day.now is not None else None,
    )


def _strip(day: DayAhead) -> SafeString:
    """The day from midnight to midnight as a bar; what it says stands in words beside it."""
    bars = [
        f'<rect class="is-{escaped(one.look)}" x="{one.begins}" y="5" width="{one.ends - one.begins}" height="10"/>'
        for one in day.stretches
    ]
    marks = [
        f'<rect class="is-{name}" x="{max(0, min(at, DAY_MINUTES) - 8)}" y="0" width="16" height="20"/>'
        for name, at in (("now", day.now), ("due", day.due))
        if at is not None
    ]
    inner = "".join(['<rect class="is-day" x="0" y="5" width="1440" height="10"/>', *bars, *marks])
    return SafeString(
        f'<svg class="promise-strip" viewBox="0 0 {DAY_MINUTES} 20" preserveAspectRatio="none" aria-hidden="true">'
        f"{inner}</svg>"
    )
