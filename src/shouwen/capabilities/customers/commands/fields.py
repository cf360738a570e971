"""What every command on customers asks of its values."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext

from shouwen.base.refusals import InvalidInput
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.regulations.refusals import NoRegulation


def clean_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values with texts trimmed."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def require_filled(values: Mapping[str, Any], *names: str) -> None:
    """Raises InvalidInput naming each of `names` that is empty."""
    missing = {name: gettext("This is missing.") for name in names if not values.get(name)}
    if missing:
        raise InvalidInput(missing)


def require_choice(field: str, value: str, choices: type[models.TextChoices]) -> None:
    """Raises InvalidInput if `value` is none of `choices`."""
    if value not in choices.values:
        known = ", ".join(choices.values)
        raise InvalidInput({field: gettext("This must be one of: %(known)s.") % {"known": known}})


def require_known_code(field: str, code: str, section: str) -> None:
    """Raises InvalidInput if the regulation in force has no `code` in `section`; "" and a desk without one pass."""
    if not code:
        return
    try:
        known = getattr(active_regulation().document, section)
    except NoRegulation:
        return
    if code not in known:
        listed = ", ".join(known) or "--"
        raise InvalidInput({field: gettext("The regulation has no %(code)s here, only: %(known)s.")
                            % {"code": code, "known": listed}})  # fmt: skip


def changed_fields(thing: models.Model, changes: Mapping[str, Any], changeable: frozenset[str]) -> list[str]:
    """The names whose values differ from what `thing` held, now set on it; TypeError for a name not `changeable`."""
    if unknown := set(changes) - changeable:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    changed = sorted(name for name, value in changes.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, changes[name])
    return changed
