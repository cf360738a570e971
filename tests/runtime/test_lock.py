"""The lock on the data says where the desk answers, and the doctor repeats it."""

from pathlib import Path

import pytest

from shouwen.doctor.findings import Health
from shouwen.doctor.looking import with_django
from shouwen.doctor.questions import Asked
from shouwen.runtime import lock
from shouwen.runtime.preparing import told_at_the_terminal

URL = "http://127.0.0.1:8137"


def test_the_lock_tells_where_the_desk_answers_as_long_as_it_runs(tmp_path: Path):
    before = lock.address_in_use(tmp_path)
    held = lock.take(tmp_path, url=URL)
    meanwhile = lock.address_in_use(tmp_path)
    with pytest.raises(lock.Held, match=r"^\d+$"):
        lock.take(tmp_path, url="http://127.0.0.1:8138")
    held.close()

    assert (before, meanwhile, lock.address_in_use(tmp_path)) == ("", URL, "")


@pytest.mark.django_db
def test_the_doctor_tells_the_address_of_the_running_desk_or_that_none_runs(settings, tmp_path: Path):
    settings.DATA_FOLDER = tmp_path

    resting = _address()
    with lock.take(tmp_path, url=URL):
        running = _address()
    with lock.take(tmp_path, url="http://desk.example.com"):
        open_to_all = _address()

    assert resting == (Health.AMBER, "not running")
    assert running == (Health.GREEN, URL)
    assert open_to_all == (Health.AMBER, "http://desk.example.com")


def _address() -> tuple[Health, str]:
    (found,) = [one for one in with_django(deep=False, asked=Asked()) if one.code == "address"]
    return found.health, found.found


def test_a_set_up_code_told_beside_a_running_desk_names_the_address_of_that_desk(tmp_path: Path, settings):
    settings.DATA_FOLDER, settings.PUBLIC_URL = tmp_path, "https://desk.example.com"

    with lock.take(tmp_path, url=URL):
        assert f"{URL}/set-up/" in told_at_the_terminal("AAAA-BBBB-CCCC")
    assert "https://desk.example.com/set-up/" in told_at_the_terminal("AAAA-BBBB-CCCC")
