"""Every page and fragment of tickets opens for those whose business it is, and for nobody else."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.base import files
from shouwen.base.models import Fact
from shouwen.capabilities.notifications.choices import Setback
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.commands import complete_ticket, dispatch_ticket, hand_over, update_progress
from shouwen.capabilities.tickets.models import Entry, Ticket
from shouwen.web.tickets.acts import ACTS
from tests.capabilities.people.makers import a_person
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_ticket, a_ticket_in_work, told
from tests.web.outbox.test_outbox_pages import a_message

PARTS = (
    "",
    "/head",
    "/box",
    "/company",
    "/peek",
    "/story",
    "/news?seen=1",
    "/clocks",
    "/people",
    "/call-backs",
)
TABS = ("/progress", "/files", "/messages", "/related", "/journal", "?show=customer", "/story?before=3")
LISTS = (
    "/",
    "/tickets",
    "/tickets?view=open",
    "/tickets?view=closed",
    "/tickets/counts",
    "/tickets/filters",
    "/dispatch",
)
WORK = (
    "/call-backs",
    "/call-backs?whose=all",
    "/inbox",
    "/inbox?show=all",
    "/inbox/count",
    "/search",
    "/search?q=打印机",
)
NEW = (
    "/t/new",
    "/t/new/callers?caller_phone=13800138000",
    "/t/new/callers?find=abc",
    "/t/new/check?klass=fault",
)
FILTERED = (
    "/tickets?view=open&level=high&klass=fault&customer=1&team=1&handler=1&text=打印&state=new&channel=phone"
)


# REQ SA-2
def test_a_panel_over_a_ticket_shares_no_name_of_a_field_with_the_page_below(desk, browse):
    ticket = a_ticket_in_work(desk)
    client = browse(desk.engineer)
    page = set(re.findall(r' id="([^"]+)"', client.get(f"/t/{ticket.number}").content.decode()))
    panel = {"headers": {"HX-Request": "true", "HX-Target": "dialog#drawer"}}

    twice = {
        slug: sorted(page & set(re.findall(r' id="([^"]+)"', answer.content.decode())))
        for slug in (*ACTS, "review")
        if (answer := client.get(f"/t/{ticket.number}/{slug}", **panel)).status_code == 200
    }

    assert {"complete", "suspend", "hand-over", "review"} <= twice.keys()
    assert {slug: names for slug, names in twice.items() if names} == {}


def test_every_page_of_a_ticket_opens(desk, browse):
    ticket = a_ticket_in_work(desk)
    client = browse(desk.agent)

    answers = {part: client.get(f"/t/{ticket.number}{part}").status_code for part in (*PARTS, *TABS)}

    assert answers == dict.fromkeys((*PARTS, *TABS), 200)


# REQ SD-30
def test_why_a_ticket_was_handed_over_stands_on_it_in_the_words_it_was_told_in(desk, browse):
    words, named = a_ticket_in_work(desk), a_ticket_in_work(desk)
    package = {"team": desk.second_line, "tried": "重启", "actor": desk.as_engineer, "at": MONDAY_10}
    reason = "超出能力：" + "固件要厂家的人看" * 10
    hand_over(ticket=words, reason=reason, **package)
    hand_over(ticket=named, reason="beyond_line", **package)
    client = browse(desk.agent)

    pages = {
        (ticket, part): client.get(f"/t/{ticket.number}{part}").content.decode()
        for ticket in (words, named)
        for part in ("/people", "/story")
    }

    assert all(reason in pages[words, part] for part in ("/people", "/story"))
    name = regulation_of(named.regulation_id).document.dispatch.hand_over_reasons["beyond_line"].name.zh
    assert all(name in pages[named, part] for part in ("/people", "/story"))
    assert all("beyond_line" not in page for page in pages.values())


def test_no_key_stands_at_two_things_of_a_ticket(desk, browse):
    client = browse(desk.manager)
    answered = a_ticket(desk, klass="inquiry", impact="", urgency="")  # may be completed, and closed at once
    tickets = (a_ticket(desk), a_ticket_in_work(desk), answered)

    keys = [
        re.findall(r'data-key="([^"]+)"', client.get(f"/t/{one.number}").content.decode()) for one in tickets
    ]

    many = [sorted(key for key in set(found) if found.count(key) > 1) for found in keys]
    assert many in ([[], [], []], [["z"]] * 3)  # one undo per fact that can still be undone, the newest first
    assert "c" in keys[-1]


def test_the_menu_begins_with_what_is_done_at_the_customers_and_the_service_sheet(desk, browse):
    ticket = a_ticket_in_work(desk)
    page = browse(desk.engineer).get(f"/t/{ticket.number}/head").content.decode()

    menu = page[page.index('id="verbs"') :]
    first = menu[: menu.index("menu-line")]

    at = f"/t/{ticket.number}"
    assert re.findall(rf'href="{at}/([^"]+)"', first) == [
        "contact",
        "estimate",
        "workaround",
        "propose",
        "sheet",
    ]


def test_what_was_done_is_called_so_in_the_story(desk, browse, at_instant):
    ticket = a_ticket_in_work(desk)
    update_progress(
        ticket=ticket,
        done="查看日志",
        found="磁盘已满",
        next_step="更换磁盘",
        next_at=MONDAY_11,
        actor=desk.as_engineer,
        at=MONDAY_10,
    )
    at_instant(MONDAY_11)

    story = browse(desk.engineer).get(f"/t/{ticket.number}/story").content.decode()

    assert "<dt>已做</dt><dd>查看日志</dd>" in story


def test_every_act_with_a_form_shows_it_where_the_ticket_s_state_offers_it(desk, browse):
    ticket = a_ticket_in_work(desk)
    client = browse(desk.manager)
    forms = [slug for slug, act in ACTS.items() if not act.is_plain]
    later = {"accept", "close", "refuse", "reopen", "resume", "return-hand-over", "withdraw"}

    answers = {slug: client.get(f"/t/{ticket.number}/{slug}").status_code for slug in forms}

    assert answers == {slug: 409 if slug in later else 200 for slug in forms}


def test_an_act_that_the_ticket_s_state_does_not_offer_is_refused_before_its_form_is_filled_in(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.manager)

    opened = client.get(f"/t/{ticket.number}/reopen")
    sent = client.post(f"/t/{ticket.number}/reopen", {"reason": "又坏了"})

    for answer in (opened, sent):
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "<textarea" not in page
        assert f'href="/t/{ticket.number}"' in page
        assert f"返回 {ticket.number}" in page


def test_every_list_opens(desk, browse):
    a_ticket(desk)
    client = browse(desk.manager)

    answers = {path: client.get(path).status_code for path in (*LISTS, *WORK, *NEW, FILTERED)}

    assert answers == dict.fromkeys((*LISTS, *WORK, *NEW, FILTERED), 200)


# REQ SA-25
def test_whoever_has_no_part_in_a_ticket_finds_nothing_of_it(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.other_engineer)
    clock = f"/clocks/{ticket.pk}"

    answers = {
        client.get(f"/t/{ticket.number}{part}").status_code
        for part in (*PARTS, *TABS, clock, "/dispatch", "/note")
    }
    posted = client.post(f"/t/{ticket.number}/take")

    assert (answers, posted.status_code) == ({404}, 404)


# REQ SD-8
def test_a_colleague_of_the_owner_is_offered_the_note_alone_and_who_only_looks_nothing(desk, browse):
    ticket = a_ticket(desk)
    address = f"/t/{ticket.number}"
    colleague, looking = (
        browse(a_person(name, roles=(role,))) for name, role in (("chen", "third_line"), ("qian", "quality"))
    )

    boxes = [client.get(f"{address}/box").content.decode() for client in (colleague, looking)]
    shelves = [client.get(f"{address}/files").content.decode() for client in (colleague, looking)]
    kinds = [set(re.findall(r'name="kind"[^>]*value="(\w+)"', box)) for box in boxes]
    written = colleague.post(f"{address}/answers", {"kind": "note", "body": "同型号上周也有一起"})
    refused = [
        colleague.post(f"{address}/answers", {"kind": "reply", "body": "请稍候"}),
        looking.post(f"{address}/answers", {"kind": "note", "body": "看到了"}),
    ]

    assert kinds == [{"note"}, set()]
    assert ['name="files"' in shelf for shelf in shelves] == [True, False]
    assert not any('name="customer"' in shelf for shelf in shelves)
    assert [written.status_code, *(one.status_code for one in refused)] == [303, 403, 403]
    assert told(ticket)[-1] == "ticket.noted"


def test_the_journal_of_a_ticket_calls_each_fact_by_a_name_a_person_reads(desk, browse):
    ticket = a_ticket_in_work(desk)

    page = browse(desk.manager).get(f"/t/{ticket.number}/journal").content.decode()

    assert all(words in page for words in ("登记", "派单", "接单", "承诺开始计时"))


def test_history_and_messages_say_the_door_and_what_held_a_message_back_in_words(desk, browse):
    ticket = a_ticket_in_work(desk)
    doors = Fact.objects.filter(subject_id=ticket.pk).values_list("via", flat=True)
    a_message("withdrawn", subject_id=ticket.pk, last_error="too_many_to_address")
    agent = browse(desk.agent)

    history, messages = (
        agent.get(f"/t/{ticket.number}/{tab}").content.decode() for tab in ("journal", "messages")
    )

    assert set(doors)
    assert not any(f'<span class="help">{door}</span>' in history for door in doors)
    assert "too_many_to_address" not in messages
    assert str(Setback.TOO_MANY_TO_ADDRESS.label) in messages


def test_an_unknown_field_is_refused_and_nothing_happens(desk, browse):
    ticket = a_ticket(desk)

    response = browse(desk.agent).post(
        f"/t/{ticket.number}/mark", {"reason": "x", "is_major": "on", "owner": "1"}
    )

    ticket.refresh_from_db()
    assert (response.status_code, ticket.is_major) == (422, False)
    assert "owner" in response.content.decode()


def test_what_is_missing_is_said_beside_its_field_and_the_input_kept(desk, browse):
    ticket = a_ticket_in_work(desk)

    response = browse(desk.engineer).post(
        f"/t/{ticket.number}/complete", {"cause": "搓纸轮磨损", "way": "remote", "restored_by": "solution"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "搓纸轮磨损" in page
    assert page.count("aria-invalid") == 2


def test_a_form_sent_twice_counts_once(desk, browse):
    ticket = a_ticket_in_work(desk)
    client = browse(desk.engineer)
    form = {"kind": "note", "body": "已到现场", "idempotency_key": "k1"}

    answers = [client.post(f"/t/{ticket.number}/answers", form).status_code for _ in range(3)]

    assert answers == [303, 303, 303]
    assert ticket.entries.filter(kind="note").count() == 1


def test_an_answer_over_unseen_news_is_held(desk, browse):
    ticket = a_ticket_in_work(desk)
    seen = Ticket.objects.select_related("subject").get(pk=ticket.pk).subject.seq
    browse(desk.engineer).post(f"/t/{ticket.number}/answers", {"kind": "note", "body": "客户改约了"})

    response = browse(desk.agent).post(
        f"/t/{ticket.number}/answers", {"kind": "reply", "body": "两点到", "seen": seen}
    )

    assert response.status_code == 412
    assert "客户改约了" in response.content.decode()
    assert not ticket.entries.filter(kind="reply").exists()


# REQ SD-30
def test_a_reply_and_its_conclusion_for_colleagues_are_written_and_undone_in_one_go(desk, browse, at_instant):
    ticket, client = a_ticket_in_work(desk), browse(desk.engineer)
    at_instant(MONDAY_11)
    said = {"kind": "reply", "body": "今晚升级固件。", "conclusion": "固件 2.1 起修复。"}

    client.post(f"/t/{ticket.number}/answers", said)
    kinds = list(Entry.objects.filter(ticket=ticket).order_by("pk").values_list("kind", "visibility"))[-2:]
    written = told(ticket)
    replied = Fact.objects.get(subject_id=ticket.pk, name="ticket.replied")
    client.post(f"/t/{ticket.number}/undo/{replied.seq}")

    assert kinds == [("reply", "customer"), ("note", "internal")]
    assert written[-2:] == ["ticket.replied", "ticket.noted"]
    assert Fact.objects.get(subject_id=ticket.pk, name="ticket.undone").payload["undone"] == "ticket.replied"


def test_a_dispatch_is_undone_within_its_minute(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.agent)
    client.post(f"/t/{ticket.number}/dispatch", {"engineer": desk.engineer.pk})
    page = client.get(f"/t/{ticket.number}").content.decode()
    address = page.split('data-undo="')[1].split('"')[0]

    client.post(address)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.handler_id) == ("accepted", None)


def test_many_are_dispatched_by_one_press_and_taken_back_by_one(desk, browse):
    numbers = [a_ticket(desk).number for _ in range(3)]
    client = browse(desk.agent)

    client.post("/tickets/bulk/dispatch", {"ticket": numbers, "engineer": desk.engineer.pk})
    dispatched = Ticket.objects.filter(state="dispatched").count()
    address = (
        client.get("/tickets").content.decode().split('data-undo="')[1].split('"')[0].replace("&amp;", "&")
    )
    client.post(address)

    assert (dispatched, Ticket.objects.filter(state="dispatched").count()) == (3, 0)


def test_an_engineer_dispatched_to_refuses_with_a_reason_of_the_regulation(desk, browse):
    ticket = a_ticket(desk)
    dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)

    response = browse(desk.engineer).post(f"/t/{ticket.number}/refuse", {"reason": "no_skill"})

    ticket.refresh_from_db()
    assert (response.status_code, ticket.state, ticket.handler_id) == (303, "accepted", None)


def test_merging_offers_the_other_open_tickets_of_the_same_customer(desk, browse):
    ticket, other, closed = (a_ticket_in_work(desk) for _ in range(3))
    Ticket.objects.filter(pk=closed.pk).update(state="closed")

    form = browse(desk.manager).get(f"/t/{ticket.number}/merge").content.decode()

    offered = form.split('<datalist id="other-tickets">')[1].split("</datalist>")[0]
    assert 'list="other-tickets"' in form
    assert offered.count("<option") == 1
    assert other.number in offered


def test_the_history_folds_the_data_of_a_fact_away_beside_its_words(desk, browse):
    ticket = a_ticket_in_work(desk)

    page = browse(desk.agent).get(f"/t/{ticket.number}/journal").content.decode()

    plain = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "ticket.dispatched" in page
    assert "ticket.dispatched" not in plain
    assert "<details open" not in page


# REQ SA-7
def test_the_form_for_routing_away_begins_with_the_route_for_what_the_check_found(desk, browse):
    found, fine = a_ticket(desk, findings=("presales", "prospect")), a_ticket(desk)

    asked = browse(desk.agent).get(f"/t/{found.number}/route-away").text
    assert re.findall(r'name="route" value="(\w+)"[^>]*?( checked)?>', asked)[:3] == [
        ("prospect", " checked"),
        ("presales", ""),
        ("out_of_scope", ""),
    ]
    assert "核查发现" in asked

    asked = browse(desk.agent).get(f"/t/{fine.number}/route-away").text
    assert "核查发现" not in asked
    assert not re.search(r'name="route"[^>]* checked', asked)


# REQ SA-2
def test_how_work_was_done_comes_back_when_it_is_completed_again(desk, browse):
    ticket = a_ticket_in_work(desk)
    form = {"cause": "驱动旧", "process": "远程升级", "solution": "已升级驱动", "restored_by": "solution"}
    client = browse(desk.engineer)

    def offered(number: str) -> str:
        page = client.get(f"/t/{number}/complete").content.decode()
        select = page[page.index('<select name="way"') :].split("</select>", 1)[0]
        return next(iter(re.findall(r'<option value="(\w*)"[^>]* selected', select)))

    assert offered(ticket.number) == "remote"
    assert client.post(f"/t/{ticket.number}/complete", form | {"way": "phone"}).status_code == 303
    assert browse(desk.agent).post(f"/t/{ticket.number}/reopen", {"reason": "又坏了"}).status_code == 303
    assert offered(ticket.number) == "phone"


# REQ RS-4
def test_a_dispatch_to_an_engineer_and_a_team_at_once_is_asked_about_and_goes_to_neither(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.manager)

    both = client.post(
        f"/t/{ticket.number}/dispatch", {"engineer": desk.engineer.pk, "team": desk.second_line.pk}
    )
    ticket.refresh_from_db()
    was_dispatched = ticket.state == "dispatched"
    team = client.post(f"/t/{ticket.number}/dispatch", {"team": desk.second_line.pk})
    ticket.refresh_from_db()

    assert (both.status_code, was_dispatched, team.status_code) == (422, False, 303)
    assert "请选择工程师或班组，不能同时选两项。" in both.content.decode()
    assert (ticket.handler_id, ticket.team_id) == (None, desk.second_line.pk)


# REQ SA-12
def test_a_ticket_that_lacks_something_offers_closing_only_to_who_may_do_so_all_the_same(desk, browse):
    ticket = a_ticket_in_work(desk)
    complete_ticket(ticket=ticket, cause="c", solution="s", process="p", actor=desk.as_engineer, at=MONDAY_10)

    pages = [
        browse(person).get(f"/t/{ticket.number}/close").content.decode()
        for person in (desk.agent, desk.manager)
    ]

    assert ["关闭前还缺" in page for page in pages] == [True, True]
    assert ["data-send-button" in page for page in pages] == [False, True]


# REQ SD-9
def test_a_note_whose_file_is_too_large_is_not_written_without_it_and_the_box_says_so(
    desk, browse, monkeypatch
):
    monkeypatch.setattr(files, "LARGEST", 1024**2)
    monkeypatch.setitem(files.keep.__kwdefaults__, "largest", 1024**2)
    ticket = a_ticket_in_work(desk)
    said = {
        "kind": "note",
        "body": "日志见附件",
        "files": SimpleUploadedFile("core.dmp", b"x" * (1024**2 + 1)),
    }

    answer = browse(desk.engineer).post(f"/t/{ticket.number}/answers", said, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#answer-faults")
    assert 'data-fault="files"' in answer.content.decode()
    assert "core.dmp 超过 1 MB" in answer.content.decode()
    assert not ticket.entries.filter(kind="note").exists()
