"""`shouwen mail` and `shouwen demo mail`: mailboxes and mails at the terminal."""

import io

import pytest

from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.queries import reading_account
from shouwen.capabilities.tickets.models import Ticket
from shouwen.cli import main
from tests.capabilities.tickets.makers import a_desk
from tests.gateways.mail.raw_mails import a_raw_mail
from tests.gateways.servers import PASSWORD, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("SHOUWEN_LANGUAGE", "en")


@pytest.mark.parametrize("words", [["demo", "mail"], ["mail", "play"]])
def test_a_mail_is_played_from_a_file(words, tmp_path, capsys):
    a_desk()
    file = tmp_path / "mail.eml"
    file.write_bytes(a_raw_mail("打印机坏了"))

    assert main([*words, str(file)]) == 0

    assert f"registered: {Ticket.objects.get().number}" in capsys.readouterr().out


def test_a_file_that_is_not_there_or_is_a_folder_is_said_so_in_both_languages(tmp_path, capsys):
    assert main(["mail", "play", str(tmp_path / "none.eml")]) == 1
    assert capsys.readouterr().err == f"shouwen: {tmp_path}/none.eml: 没有这个文件 · no such file\n"

    assert main(["demo", "mail", str(tmp_path)]) == 1
    assert (
        capsys.readouterr().err
        == f"shouwen: {tmp_path}: 这是文件夹，请写出文件 · a folder; name the file in it\n"
    )


def test_a_mailbox_is_set_up_changed_in_part_tried_and_listed(imap, smtp, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    urls = [
        f"--imap=imap://desk@127.0.0.1:{imap.port}?security=none",
        f"--smtp=smtp://127.0.0.1:{smtp.port}?security=none",
    ]

    assert main(["mail", "set", "desk@desk.example", *urls, "--password-stdin"]) == 0
    assert main(["mail", "set", "desk@desk.example", "--name", "Desk", "--plus", "yes"]) == 0
    assert main(["mail", "check", "desk@desk.example"]) == 0
    assert main(["mail", "list"]) == 0

    box = Mailbox.objects.get()
    assert (box.name, box.has_plus_addresses, reading_account(box).secret) == ("Desk", True, PASSWORD)
    shown = capsys.readouterr().out
    assert "reading: working\nsending: working" in shown
    assert PASSWORD not in shown


def test_a_server_that_is_away_is_told_and_the_command_fails(capsys):
    main(["mail", "set", "desk@desk.example", f"--imap=imap://desk:x@127.0.0.1:{free_port()}?security=none"])

    assert main(["mail", "check", "desk@desk.example"]) == 1
    assert "sending: not set up" in capsys.readouterr().out
    assert main(["mail", "check", "other@desk.example"]) == 1
