"""The kinds of values that bodies and parameters are made of, each with its limits."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, core_schema

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**63 - 1
TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
SMALL_LETTERS = r"^[a-z0-9][a-z0-9_-]*$"


def _writable(text: str) -> str:
    """`text` if the database can keep it; raises ValueError for NUL and lone surrogates."""
    if "\x00" in text:
        raise ValueError("NUL")
    text.encode()
    return text


def _within_reach(instant: datetime) -> datetime:
    if not EARLIEST <= instant < LATEST:
        raise ValueError("instant")
    return instant


def _day_within_reach(day: date) -> date:
    if not EARLIEST.date() <= day < LATEST.date():
        raise ValueError("date")
    return day


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("zone")
    return name


@dataclass(frozen=True, slots=True)
class OneOf:
    """Narrows a text to one of `codes`, which are known once the code is loaded: a `Literal` for what is data."""

    codes: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.codes))


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_writable)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_writable)]
"""What a company, a place or a person outside is called."""
Author = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(_writable)]
ShortCode = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(_writable)]
"""A code of a customer's world: customer, site, product, contact, version."""
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(_writable)]
Document = Annotated[str, StringConstraints(max_length=1_000_000), AfterValidator(_writable)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), AfterValidator(_writable)]
Slug = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=SMALL_LETTERS)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(_writable)]
Zone = Annotated[str, StringConstraints(max_length=50), AfterValidator(_known_zone)]
Clock = Annotated[str, StringConstraints(pattern=TIME_OF_DAY)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
Day = Annotated[date, AfterValidator(_day_within_reach)]


class Given(BaseModel):
    """What a request brings: named fields only, an unknown one is an error."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What an answer shows. Built by our own code, so it is written without being checked again."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def of(cls, **values: Any) -> Self:
        return cls.model_construct(**values)


class Nothing(Given):
    """No fields: the act needs none."""
