"""Small signs beside words: each state is word + icon + shape + colour, so that none of the four is needed alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop

from shouwen.ui.components.icons import icon
from shouwen.ui.dates import left_words, stamp
from shouwen.ui.html import NOTHING, Text, classes, element, escaped

Tone = Literal["", "blue", "good", "warn", "bad"]

# code of a ticket's state -> (word, tone); its shape is the icon `state-<code>`
STATES: dict[str, tuple[str, Tone]] = {
    "new": (gettext_noop("new"), "blue"),
    "accepted": (gettext_noop("accepted"), "blue"),
    "dispatched": (gettext_noop("dispatched"), "blue"),
    "in_progress": (gettext_noop("in progress"), "blue"),
    "suspended": (gettext_noop("suspended"), "warn"),
    "completed": (gettext_noop("completed"), "good"),
    "verified": (gettext_noop("verified"), "good"),
    "closed": (gettext_noop("closed"), ""),
    "routed_away": (gettext_noop("routed away"), ""),
    "cancelled": (gettext_noop("cancelled"), ""),
    "merged": (gettext_noop("merged"), ""),
}
PRIORITIES = {
    1: gettext_noop("Urgent"),
    2: gettext_noop("High"),
    3: gettext_noop("Medium"),
    4: gettext_noop("Low"),
}
LANES = {
    "customer": gettext_noop("customer"),
    "agent": gettext_noop("agent"),
    "field": gettext_noop("field"),
    "rnd": gettext_noop("R&D"),
    "other": gettext_noop("other team"),
}
NEAR = timedelta(minutes=30)


def as_label(word: str) -> str:
    """A word of the glossary, capital first, as it stands alone on a screen."""
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=1024)
def badge(
    word: Text, *, tone: Tone = "", icon_name: str = "", square: bool = False, title: str = ""
) -> SafeString:
    """A word in a tint: `tone` "" | blue | good | warn | bad."""
    looks = classes("badge", f"is-{tone}" if tone else "", "is-square" if square else "")
    return element("span", icon(icon_name) if icon_name else NOTHING, word, class_=looks, title=title or None)


def state_badge(state: str, *, word: str = "") -> SafeString:
    """The state of a ticket by its code; `word` replaces the usual word (a regulation may name states)."""
    return _state_badge(get_language(), state, word)


@cache
def _state_badge(language: str | None, state: str, word: str) -> SafeString:
    usual, tone = STATES[state]
    return badge(word or as_label(gettext(usual)), tone=tone, icon_name=f"state-{state}")


def priority(rank: int, *, words: bool = True) -> SafeString:
    """Priority 1 (first) to 4: bars in ink, only the first is red; without `words` the word is on hover."""
    return _priority(get_language(), rank, words)


@cache
def _priority(language: str | None, rank: int, words: bool) -> SafeString:
    word = gettext(PRIORITIES[rank])
    rest = element("span", f" {word}", class_=None if words else "unseen")
    return element(
        "span",
        icon(f"priority-{rank}"),
        element("span", f"P{rank}", rest),
        class_=f"priority is-{rank}",
        title=None if words else word,
    )


def level(code: Text, *, name: str = "") -> SafeString:
    """The level of impact as the regulation calls it (`S1`, `一级`); its full name on hover."""
    return element("span", code, class_="level", title=name or None)


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise as a chip shows it.

    `state`: running (near and late follow from now), paused, met, missed (ended late), cancelled (no longer applies),
    none (nothing is promised).
    `near_at` is when it starts to look urgent; without it 30 minutes before `due_at`. `reason` says what stopped it.
    `card` is the address of what pointing at it shows: the calendar that counts, what was counted (`promise_card`).
    """

    state: Literal["running", "paused", "met", "missed", "cancelled", "none"]
    due_at: datetime | None = None
    near_at: datetime | None = None
    name: str = ""
    reason: str = ""
    card: str = ""


NO_PROMISE = Clock("none")


def clock_chip(clock: Clock | None, *, now: datetime, named: bool = False, href: str = "") -> SafeString:
    """How a promise stands: 剩 3 小时 20 分 · 剩 18 分 · 超 45 分 · 停表 · 达成 · 超时完成; `named` tells its name.

    The browser counts running chips on; `href` leads to "why is this due then?". One with a `card` shows it to the
    pointer, to the keyboard's focus and to a finger.
    """
    clock = clock or NO_PROMISE
    look, sign, words = _reading(clock, now)
    name = f'<span class="clock-name">{escaped(clock.name)}</span> ' if named and clock.name else ""
    title = " · ".join(part for part in (clock.name, stamp(clock.due_at) if clock.due_at else "") if part)
    ticking = ""
    if clock.state == "running" and clock.due_at:
        near_at = clock.near_at or clock.due_at - NEAR
        ticking = f' data-due="{int(clock.due_at.timestamp())}" data-near="{int(near_at.timestamp())}"'
    tag, link = ("a", f' href="{escaped(href)}"') if href else ("span", "")
    about = f' title="{escaped(title)}"'
    if clock.card and clock.state != "none":
        about = f' data-card="{escaped(clock.card)}" aria-expanded="false"'
        if not href:
            tag, link = "button", ' type="button"'
        if not name and clock.name:
            name = f'<span class="unseen">{escaped(clock.name)} </span>'
    return SafeString(
        f'<{tag} class="clock is-{look}"{about}{link}{ticking}>'
        f"{icon(sign)}{name}<span>{escaped(words)}</span></{tag}>"
    )


def _reading(clock: Clock, now: datetime) -> tuple[str, str, str]:
    if clock.state == "paused":
        words = gettext("Stopped")
        return "paused", "clock-paused", f"{words} · {clock.reason}" if clock.reason else words
    if clock.state == "met":
        return "met", "check", gettext("Kept")
    if clock.state == "missed":
        return "missed", "close", gettext("Done late")
    if clock.state == "cancelled":
        return "none", "clock", gettext("No longer applies")
    if clock.state == "none" or clock.due_at is None:
        return "none", "clock", gettext("No promise")
    left = clock.due_at - now
    words = left_words(left)
    if left <= timedelta(0):
        return "late", "alert", words
    near = now >= (clock.near_at or clock.due_at - NEAR)
    return ("near", "clock-late", words) if near else ("normal", "clock", words)


def lane(code: str) -> SafeString:
    """Whose court the ball is in: customer, agent, field, rnd or other."""
    return _lane(get_language(), code)


@cache
def _lane(language: str | None, code: str) -> SafeString:
    return element("span", icon(f"lane-{code}"), as_label(gettext(LANES[code])), class_="lane")


def person(name: Text, *, note: Text = "", on_duty: bool = True, team: bool = False) -> SafeString:
    """A person (or team) by name; an empty name reads "nobody"; `note` is a role or a team."""
    if not name:
        return SafeString(
            f'<span class="person is-nobody">{icon("person")}{escaped(gettext("Nobody"))}</span>'
        )
    sign = icon("team" if team else "person")
    if not note and on_duty:
        return SafeString(f'<span class="person">{sign}<span class="cut">{escaped(name)}</span></span>')
    extra = element("span", note, class_="person-note") if note else NOTHING
    off = element("span", gettext("off duty"), class_="person-note") if not on_duty else NOTHING
    return element(
        "span",
        sign,
        element("span", name, class_="cut"),
        extra,
        off,
        class_=classes("person", "" if on_duty else "is-off"),
    )


def delta(
    value: int, *, more: str, fewer: str, same: str, better: Literal["up", "down"] = "up"
) -> SafeString:
    """A change against an earlier period as a sentence, told by the colour whether it is good news.

    `more` and `fewer` hold a place for the number: `%(count)s more than yesterday by now`.
    """
    if value == 0:
        return element("span", same, class_="delta")
    good = (value > 0) == (better == "up")
    sign, words = ("▲", more) if value > 0 else ("▼", fewer)
    told = f"{sign} {words % {'count': abs(value)}}"
    return element("span", told, class_=f"delta is-{'better' if good else 'worse'}")
