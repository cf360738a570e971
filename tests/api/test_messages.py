"""Messages by the API: answers with files and copies, the outbox, mailboxes."""

import base64

import pytest

from shouwen.base.models import Message
from shouwen.base.models.outbox import MessageState
from shouwen.capabilities.notifications.models import Mailbox, Mute, Notice
from tests.api.makers import a_program, a_thrifty_program
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import MONDAY_10, a_ticket, a_ticket_in_work

pytestmark = pytest.mark.django_db

BOX = {"address": "desk@example.com", "imap_host": "imap.example.com", "imap_secret": "s3cret-imap"}


def _file(name: str, content: bytes) -> dict[str, str]:
    return {"name": name, "media_type": "text/plain", "content": base64.b64encode(content).decode()}


# REQ BX-5
def test_an_answer_goes_out_with_its_files_and_copies(desk):
    program, number = a_thrifty_program(desk.agent), a_ticket(desk).number
    reply = {"text": "请看附件", "cc": ["boss@example.com"], "files": [_file("a.txt", b"one")]}

    answer = program.post(f"/tickets/{number}/replies", reply)

    files = program.get(f"/tickets/{number}/attachments").json()["items"]
    (entry,) = [
        one for one in program.get(f"/tickets/{number}/entries").json()["items"] if one["kind"] == "reply"
    ]
    assert (answer.status_code, [file["name"] for file in files]) == (201, ["a.txt"])
    assert entry["facets"] == {"cc": ["boss@example.com"]}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cc": ["nobody"]}, "cc"),
        ({"cc": [f"a{number}@example.com" for number in range(11)]}, "cc"),
        ({"files": [{"name": "a", "content": "AAA"}]}, "files.0.content"),
        ({"files": [{"name": "a", "content": "不是"}]}, "files.0.content"),
        ({"files": [{"name": "a"}]}, "files.0.content"),
    ],
)
def test_a_wrong_copy_or_file_sends_nothing(desk, wrong, field):
    number = a_ticket(desk).number

    answer = a_program(desk.agent).post(f"/tickets/{number}/replies", {"text": "x", **wrong})

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert not [
        one
        for one in a_program(desk.agent).get(f"/tickets/{number}/entries").json()["items"]
        if one["kind"] == "reply"
    ]


# REQ RS-9 BX-5
def test_what_failed_is_tried_again_and_what_waits_can_stay_here(desk):
    administrator, _actor = an_administrator()
    program = a_thrifty_program(administrator)
    failed = _message("a", MessageState.FAILED, attempts=9)
    waiting = _message("b", MessageState.WAITING)

    listed = program.get("/outbox?state=failed").json()["items"]
    tried = program.post(f"/outbox/{failed.pk}/retries").json()
    kept = program.post(f"/outbox/{waiting.pk}/withdrawal")
    gone = program.post(f"/outbox/{waiting.pk}/withdrawal")

    failed.refresh_from_db()
    assert ([row["id"] for row in listed], tried) == ([failed.pk], {"tried": 1})
    assert (failed.state, failed.attempts) == ("waiting", 0)
    assert (kept.json()["state"], gone.status_code) == ("withdrawn", 409)
    assert program.post("/outbox/retries").json() == {"tried": 0}


def test_a_letter_that_opens_an_account_comes_without_its_words(desk):
    administrator, _actor = an_administrator()
    _message("c", MessageState.WAITING, template="account.invitation", body="https://desk/invitation/key")

    (row,) = a_program(administrator).get("/outbox").json()["items"]

    assert (row["template"], row["body"]) == ("account.invitation", "")


# REQ RS-1 BX-5
def test_a_mailbox_is_set_up_and_changed_and_tells_no_password(desk):
    administrator, _actor = an_administrator()
    program = a_thrifty_program(administrator)

    made = program.post("/mailboxes", BOX)
    changed = program.send("PATCH", f"/mailboxes/{made.json()['id']}", {"name": "服务台"})
    refused = program.post("/mailboxes", {**BOX, "address": "nowhere", "imap_port": 0})

    sealed = bytes(Mailbox.objects.get().imap_secret)
    assert (made.status_code, changed.json()["name"], changed.json()["imap_host"]) == (
        201,
        "服务台",
        "imap.example.com",
    )
    assert "s3cret" not in made.content.decode() + changed.content.decode()
    assert (len(sealed) > 0, b"s3cret" in sealed) == (True, False)
    assert [error["field"] for error in refused.json()["errors"]] == ["imap_port"]


# REQ BX-5
def test_a_ticket_is_muted_and_rings_again(desk):
    program, ticket = a_program(desk.engineer), a_ticket_in_work(desk)
    Notice.objects.create(
        person=desk.engineer, subject_id=ticket.pk, kind="ticket.noted", title="x", at=MONDAY_10
    )
    mute = {"ticket": ticket.number}

    muted = program.post("/inbox/mutes", mute).json()
    count = Mute.objects.count()
    program.post("/inbox/mutes", {**mute, "is_muted": False})

    assert (muted["is_muted"], count, Mute.objects.count()) == (True, 1, 0)
    assert a_program(desk.other_engineer).post("/inbox/mutes", mute).status_code == 404


def _message(key: str, state: MessageState, **details) -> Message:
    return Message.objects.create(
        channel="mail", address="x@example.com", message_id=f"<{key}@desk>", body=details.pop("body", "x"), state=state,
        **details,
    )  # fmt: skip
