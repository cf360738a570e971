"""Typed readers of the environment: every setting of a deployment is `SHOUWEN_…`, a secret may lie in a file."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from shouwen.runtime.values import PREFIX, UnreadableValue, value


def text(name: str, default: str = "") -> str:
    """The value of `SHOUWEN_<name>` however it was given; raises ImproperlyConfigured for an unreadable file."""
    try:
        return value(name, default)
    except UnreadableValue as problem:
        raise ImproperlyConfigured(str(problem)) from problem


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be a whole number, not {value!r}") from None


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be 1 or 0, not {value!r}")
    return default


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas or spaces."""
    return text(name, default).replace(",", " ").split()


def database(url: str) -> dict[str, Any]:
    """Django's description of the PostgreSQL database that a `postgresql://` URL names.

    The URL's query may hold `host` (a socket's folder) and any option of libpq.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
