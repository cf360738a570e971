"""The files that the front-end build leaves beside this package."""

from functools import cache
from pathlib import Path

BUILT = Path(__file__).resolve().parent / "static" / "built"


@cache
def built_file(name: str) -> bytes:
    """The content of one built file; raises FileNotFoundError before the first build."""
    return (BUILT / name).read_bytes()
