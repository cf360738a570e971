"""The shipped documents as text, and a small way to spoil one."""

from collections.abc import Callable
from importlib.resources import files

import pytest


def shipped(code: str) -> str:
    return files("shouwen.presets").joinpath(f"{code}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def desk() -> str:
    return shipped("desk")


@pytest.fixture
def spoiled(desk: str) -> Callable[[str, str], str]:
    """The desk regulation with one passage replaced; the passage must be there."""

    def spoil(passage: str, by: str) -> str:
        assert passage in desk
        return desk.replace(passage, by, 1)

    return spoil
