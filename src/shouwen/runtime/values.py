"""Values of the environment as they were given, without Django: `SHOUWEN_…`, or a file that holds the value."""

import os
from pathlib import Path

from shouwen.runtime.folders import data_folder

PREFIX = "SHOUWEN_"


class UnreadableValue(ValueError):
    """The file that should hold a value can't be read."""


def value(name: str, default: str = "") -> str:
    """The value of `SHOUWEN_<name>`, else what the file named by `SHOUWEN_<name>_FILE` holds, else what setup kept."""
    if path := os.environ.get(f"{PREFIX}{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as problem:
            raise UnreadableValue(f"{PREFIX}{name}_FILE: {problem}") from problem
    if (given := os.environ.get(f"{PREFIX}{name}")) is not None:
        return given
    kept = data_folder() / "secrets" / name.lower()
    return kept.read_text().strip() if kept.is_file() else default


def database_url() -> str:
    """The address of an external database, however it was given; empty: the embedded one.

    `DATABASE_URL` as everywhere, else `SHOUWEN_DATABASE_URL` or the file that `SHOUWEN_DATABASE_URL_FILE` names.
    """
    return os.environ.get("DATABASE_URL") or value("DATABASE_URL")


def time_zone() -> str:
    """The zone of pages for whoever has none of his own; one that the set-up keeps counts at once, in every process."""
    return value("TIME_ZONE") or "Asia/Shanghai"
