"""What tests of the status page share."""

from pathlib import Path

import pytest


@pytest.fixture
def own_data(settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder without a backup, into which no test running at the same time looks."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setenv("SHOUWEN_DATA", str(tmp_path))
    return tmp_path
