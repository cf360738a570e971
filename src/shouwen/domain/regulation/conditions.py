"""When a rule applies: the values a subject's fields must have."""

from collections.abc import Mapping

from pydantic import Field

from shouwen.domain.regulation.words import Section

Values = tuple[str, ...]


class Condition(Section):
    """All fields named must hold one of their values; nothing named holds always. Flags are "yes" or "no"."""

    klass: Values = Field(default=(), alias="class")
    category: Values = ()
    level: Values = ()
    priority: Values = ()
    service_level: Values = ()
    channel: Values = ()
    contract: Values = ()
    customer: Values = ()
    product: Values = ()
    phase: Values = ()
    team: Values = ()
    lane: Values = ()
    state: Values = ()
    major: Values = ()
    calendar: Values = ()
    solved_by: Values = ()
    solved_how: Values = ()
    reason: Values = ()
    stage: Values = ()
    route: Values = ()
    grade: Values = ()
    call_back: Values = ()
    way: Values = ()
    promise: Values = ()
    what: Values = ()

    def required(self) -> dict[str, frozenset[str]]:
        """Field -> the values it may have; fields that do not matter are absent."""
        return {field: frozenset(values) for field, values in self.named().items()}

    def named(self) -> dict[str, tuple[str, ...]]:
        """Field -> values as written."""
        held = (
            (("class" if name == "klass" else name), getattr(self, name)) for name in type(self).model_fields
        )
        return {field: values for field, values in held if values}

    def holds(self, fields: Mapping[str, object]) -> bool:
        """Whether a subject with these field values meets the condition; a missing field never matches."""
        return all(flag(fields.get(field)) in values for field, values in self.named().items())


def flag(value: object) -> str:
    """A field's value as conditions write it: truth as yes and no, numbers as digits, nothing as ""."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


ALWAYS = Condition()

FIELDS: tuple[str, ...] = tuple(field.alias or name for name, field in Condition.model_fields.items())
"""Every field a condition may name: of the subject, or of the fact that is looked at."""
