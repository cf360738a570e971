"""The outbox: every message with its words and links, also where no mail leaves; and the mailboxes."""

import pytest

from shouwen.base.models import Message
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.notifications.queries import reading_account
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import MONDAY_9, a_ticket

pytestmark = pytest.mark.django_db


def a_message(state: str = "waiting", **details) -> Message:
    values = {
        "channel": "mail",
        "address": "wangfang@example.com",
        "subject_line": "已受理",
        "body": "进展：http://desk.example/p/x。",
        "message_id": f"<{Message.objects.count()}@desk.example>",
        "state": state,
        "created_at": MONDAY_9,
    }
    return Message.objects.create(**{**values, **details})


# REQ RS-9
def test_a_waiting_message_is_read_with_its_links_before_any_mail_server_is_there(desk, browse):
    message = a_message()
    client = browse(desk.manager)

    listed = client.get("/outbox").content.decode()
    shown = client.get(f"/outbox/{message.pk}").content.decode()

    assert "尚未设置发信服务器" in listed
    assert (
        '<a href="http://desk.example/p/x" rel="noopener noreferrer">http://desk.example/p/x</a>。' in shown
    )


@pytest.mark.parametrize("template", ["account.password_reset", "portal.sign_in"])
def test_a_letter_that_opens_a_door_is_not_read_by_those_who_could_not_open_it(desk, browse, template):
    message = a_message(template=template)
    keeper, _actor = an_administrator()

    to_manager = browse(desk.manager).get(f"/outbox/{message.pk}").content.decode()
    to_keeper = browse(keeper).get(f"/outbox/{message.pk}").content.decode()

    assert ("desk.example/p/x" in to_manager) == (
        template == "portal.sign_in"
    )  # he keeps the customers' doors
    assert "desk.example/p/x" in to_keeper


@pytest.mark.parametrize(
    ("template", "words"),
    [("accepted", "已受理"), ("ladder.response/2", "响应升级第 2 步"), ("portal.sign_in", "登录或账号链接"),
     ("", "人工撰写"), ("of_an_earlier_regulation", "of_an_earlier_regulation")],
)  # fmt: skip
def test_a_message_names_whose_words_it_has(desk, browse, template, words):
    message = a_message(template=template, subject_line="", body="")

    shown = browse(desk.manager).get(f"/outbox/{message.pk}").content.decode()

    assert words in shown


def test_a_failed_message_is_sent_again_and_a_waiting_one_withdrawn(desk, browse):
    failed, waiting = a_message("failed", attempts=5), a_message()
    client = browse(desk.manager)

    client.post(f"/outbox/{failed.pk}/retries")
    client.post(f"/outbox/{waiting.pk}/withdrawal")

    assert (Message.objects.get(pk=failed.pk).state, Message.objects.get(pk=failed.pk).attempts) == (
        "waiting",
        0,
    )
    assert Message.objects.get(pk=waiting.pk).state == "withdrawn"


def test_all_failed_messages_are_sent_again_at_once(desk, browse):
    for _number in range(3):
        a_message("failed", attempts=5)

    browse(desk.manager).post("/outbox/retries")

    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}


def test_an_agent_does_not_see_the_outbox(desk, browse):
    message = a_message()

    answers = [
        browse(desk.agent).get(path).status_code
        for path in ("/outbox", f"/outbox/{message.pk}", "/outbox/mailboxes")
    ]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_much_for_thirty_messages_as_for_one(
    desk, browse, django_assert_max_num_queries, count
):
    ticket = a_ticket(desk)
    for _number in range(count):
        a_message(subject_id=ticket.pk)
    client = browse(desk.manager)

    with django_assert_max_num_queries(10):
        assert client.get("/outbox").status_code == 200


SETTINGS = {
    "address": "desk@corp.example",
    "is_active": "on",
    "imap_host": "127.0.0.1",
    "imap_port": "1",
    "imap_security": "none",
    "imap_user": "desk",
    "imap_secret": "a secret",
    "folder": "INBOX",
    "smtp_host": "",
    "smtp_port": "465",
    "smtp_security": "tls",
}


def test_a_mailbox_is_set_up_and_its_password_is_never_shown_again(browse, desk):
    keeper, _actor = an_administrator()
    client = browse(keeper)

    made = client.post("/outbox/mailboxes/new", SETTINGS)
    shown = client.get(made.headers["Location"]).content.decode()
    client.post(made.headers["Location"], {**SETTINGS, "imap_secret": "", "name": "服务台"})

    mailbox = Mailbox.objects.get()
    account = reading_account(mailbox)
    assert "a secret" not in shown
    assert (mailbox.name, account and account.secret) == ("服务台", "a secret")


def test_a_trial_says_what_the_server_said(browse, desk):
    keeper, _actor = an_administrator()
    client = browse(keeper)
    made = client.post("/outbox/mailboxes/new", SETTINGS)

    tried = client.post(f"{made.headers['Location']}/trials").content.decode()

    assert "无法收信" in tried
    assert "Connection refused" in tried
    assert "不由此邮箱发信。" in tried
