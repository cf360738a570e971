"""The small words every section of a regulation is written in: texts, codes, spans, origins."""

import re
from datetime import date, time, timedelta
from typing import Annotated, Any, Final, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

PREFIX: Final = r"^[A-Z]{2,4}$"
DAY: Final = r"^\d{4}-\d{2}-\d{2}$"
WANTED: Final = r"^(|(>=|<=)\d+(\.\d+)?%?)$"
CODE: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$"
Code = Annotated[str, StringConstraints(pattern=CODE)]
"""A stable name: what subjects, facts, reports and the API store."""

CLAUSE = r"(SD|SA|RS|CS|DP|BX)-[1-9][0-9]?"

ORIGIN: Final = rf"^(default|{CLAUSE}(, {CLAUSE})*)$"
Origin = Annotated[str, StringConstraints(pattern=ORIGIN)]
"""Where a rule comes from: clause ids such as "SD-7" or "SD-7, BX-10", or "default" when it is the product's
own.
"""

_PARTS = re.compile(r"^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$")
_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


LONGEST_SPAN: Final = timedelta(days=3650)


def span_of(text: object) -> timedelta:
    """The duration written as "90m", "2h", "1h30m", "3d"; raises ValueError for anything else, and above ten years."""
    if isinstance(text, timedelta):
        return text
    found = _PARTS.match(text.replace(" ", "")) if isinstance(text, str) else None
    if found is None or not any(found.groups()):
        raise ValueError("is not a duration such as 30m, 2h, 1h30m or 3d")
    seconds = sum(int(part or 0) * unit for part, (_, unit) in zip(found.groups(), _UNITS, strict=True))
    if seconds > LONGEST_SPAN.total_seconds():
        raise ValueError("is longer than ten years")
    return timedelta(seconds=seconds)


def span_text(span: timedelta) -> str:
    """The shortest writing of `span` that `span_of` reads back: whole days as "3d", else hours; "0m" for none."""
    seconds = int(span.total_seconds())
    return f"{seconds // 86_400}d" if seconds and seconds % 86_400 == 0 else hours_text(span)


def hours_of(text: object) -> timedelta:
    """The working time written as "90m" or "24h"; days are refused, because a working day has no fixed length."""
    if isinstance(text, str) and re.search(r"[dw]", text):
        raise ValueError("is working time: write hours and minutes, or use end_of_workday")
    return span_of(text)


def hours_text(span: timedelta) -> str:
    """The writing of `span` in hours, minutes and seconds; "0m" for none."""
    left, text = int(span.total_seconds()), ""
    for unit, seconds in _UNITS[2:]:
        count, left = divmod(left, seconds)
        text += f"{count}{unit}" if count else ""
    return text or "0m"


def _time_of(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value):
        hour, minute = (int(part) for part in value.split(":"))
        if hour == 24 and minute == 0:
            return time.max
        if hour < 24 and minute < 60:
            return time(hour, minute)
    if isinstance(value, time):
        return value
    raise ValueError("is not a time of day such as 9:00 or 24:00")


def _real_day(text: str) -> str:
    """Raises ValueError for a day that no calendar has."""
    try:
        known = 2000 <= date.fromisoformat(text).year <= 2100
    except ValueError:
        known = False
    if not known:
        raise ValueError("is not a day such as 2026-10-01")
    return text


def _time_text(value: time) -> str:
    return "24:00" if value == time.max else f"{value:%H:%M}"


Span = Annotated[timedelta, BeforeValidator(span_of, json_schema_input_type=str), PlainSerializer(span_text)]
Hours = Annotated[
    timedelta, BeforeValidator(hours_of, json_schema_input_type=str), PlainSerializer(hours_text)
]
TimeOfDay = Annotated[
    time, BeforeValidator(_time_of, json_schema_input_type=str), PlainSerializer(_time_text)
]
Day = Annotated[str, StringConstraints(pattern=DAY), AfterValidator(_real_day)]
"""A date of this century, as it is written."""

Codes = tuple[Code, ...]


PARTY: Final = r"^([a-z][a-z0-9_]*|(duty|team|person|post):[A-Za-z0-9][A-Za-z0-9_.-]*)$"
Party = Annotated[str, StringConstraints(pattern=PARTY)]
"""Somebody the regulation names: a relation to the subject, a role, or duty:<team>, team:<team>,
person:<login>, post:<post>.
"""

Parties = tuple[Party, ...]

RELATIONS: frozenset[str] = frozenset({
    "owner", "responsible", "handler", "helpers", "team_leader", "department_head", "dispatcher", "customer",
    "contact", "graded", "watchers", "participants",
})  # fmt: skip
"""Parties that follow from the subject itself; any other bare word is a role of the document."""


class Section(BaseModel):
    """A frozen part of a regulation; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _single_as_list(cls, written: Any) -> Any:
        """One item may stand without brackets wherever a list of words is meant."""
        if not isinstance(written, dict):
            return written
        fields = cls.model_fields.items()
        lists = {field.alias or name for name, field in fields if get_origin(field.annotation) is tuple}
        return {
            key: (value,) if key in lists and isinstance(value, str) else value
            for key, value in written.items()
        }


class Text(Section):
    """A name or sentence in both languages of the product."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """The text for a language tag such as "zh-hans" or "en"; Chinese unless it is English."""
        return self.en if language.lower().startswith("en") else self.zh


class Rule(Section):
    """Something the regulation lays down, with the clause it comes from."""

    origin: Origin = "default"


class NamedRule(Rule):
    """A rule that people call by a name."""

    name: Text
