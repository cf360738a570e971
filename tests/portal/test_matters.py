"""What a customer can do: report, follow, add, hurry, agree, say whether it is solved."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from shouwen.base.actors import SYSTEM
from shouwen.base.files import Upload, read
from shouwen.base.journal import facts_of
from shouwen.base.models import Attachment
from shouwen.base.time import database_now, fixed_at, now
from shouwen.capabilities.call_backs.choices import Result
from shouwen.capabilities.call_backs.commands import Feedback, open_call_backs, record_call_back
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.customers.commands.contacts import change_contact, merge_contacts
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.tickets.choices import Visibility
from shouwen.capabilities.tickets.commands import (
    add_note,
    attach_file,
    complete_ticket,
    merge_tickets,
    propose_solution,
    reply_to_customer,
    route_away,
    suspend_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.portal import uploads
from shouwen.portal.promises import promises_of
from shouwen.portal.story import steps_of
from tests.capabilities.customers.makers import a_contact
from tests.capabilities.tickets.makers import MONDAY_10, MONDAY_11, a_desk, a_ticket, a_ticket_in_work, told
from tests.portal.makers import a_visitor, signed_in

pytestmark = pytest.mark.django_db

FAULT = {
    "description": "屏幕不亮",
    "impact": "person",
    "urgency": "minor",
    "screenshot": "no",
    "phone": "138 0013 8000",
}
KEPT = re.compile(r'name="kept" value="([^"]+)"')


# REQ SD-5
def test_the_four_forms_are_the_regulations_classes(client):
    page = client.get("/portal/").content.decode()

    assert re.findall(r'class="portal-kind" href="([^"]+)"', page) == [
        f"/portal/reports/{klass}" for klass in ("fault", "inquiry", "complaint", "other")
    ]


# REQ SD-4
def test_hotline_fax_and_complaint_phone_stand_on_every_page(client):
    for visitor, path in ((a_visitor(), "/portal/"), (client, "/portal/"), (client, "/portal/reports/fault")):
        page = visitor.get(path).content.decode()
        assert [number in page for number in ("400-000-0000", "010-0000-0000", "400-000-0001")] == [True] * 3


# REQ SA-9
def test_where_customers_register_a_report_is_a_ticket_at_once(client, desk):
    answer = client.post("/portal/reports/fault", {**FAULT, "category": "hardware"})

    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/portal/tickets/{ticket.subject.public_token}/registered"
    assert (ticket.channel, ticket.customer_id, ticket.contact_id, ticket.owner_id) == (
        "portal", desk.customer.pk, desk.contact.pk, desk.agent.pk
    )  # fmt: skip
    assert (ticket.category_id, ticket.level_id) == ("category/hardware", "level/low")
    receipt = client.get(answer["Location"]).content.decode()
    assert ticket.number in receipt
    assert "What we promise" in receipt


# REQ SA-9
def test_where_only_agents_register_it_waits_with_a_receipt(db):
    desk = a_desk("sla")
    client = signed_in(desk.contact)
    klass = re.findall(r"/portal/reports/([\w-]+)", client.get("/portal/").content.decode())[0]

    answer = client.post(f"/portal/reports/{klass}", FAULT)

    item = IntakeItem.objects.get()
    assert (Ticket.objects.count(), item.state, item.customer_id) == (0, "waiting", desk.customer.pk)
    assert answer["Location"] == f"/portal/requests/{item.subject.public_token}"
    assert "屏幕不亮" in client.get(answer["Location"]).content.decode()
    assert answer["Location"] in client.get("/portal/").content.decode()


# REQ RS-3 SA-8
def test_everything_that_is_starred_is_asked_for_and_all_at_once(client):
    page = client.get("/portal/reports/fault").content.decode()
    wrong = {"phone": "电话号码不是数字", "occurred_at": "2000-01-01T10:00"}
    refused = client.post("/portal/reports/fault", wrong).content.decode()
    half = client.post("/portal/reports/fault", {**FAULT, "impact": "", "urgency": ""})

    assert page.count('class="field-need"') == 4
    assert set(re.findall(r'id="id_(\w+)-error"', refused)) == {
        "description", "impact", "urgency", "screenshot", "occurred_at", "phone"
    }  # fmt: skip
    assert "电话号码不是数字" in refused
    assert set(re.findall(r'id="id_(\w+)-error"', half.content.decode())) == {"impact", "urgency"}
    assert (half.status_code, "屏幕不亮" in half.content.decode()) == (422, True)
    assert Ticket.objects.count() == 0


# REQ CS-3
def test_what_is_given_as_a_phone_must_be_able_to_be_one(client):
    answers = {
        phone: client.post("/portal/reports/fault", {**FAULT, "phone": phone}).status_code
        for phone in (
            "电话号码不是数字",
            "wang@example.com",
            "12",
            "010-8888 1234 转 801",
            "138 0013 8000",
            "",
        )
    }

    assert answers == {
        "电话号码不是数字": 422, "wang@example.com": 422, "12": 422,
        "010-8888 1234 转 801": 303, "138 0013 8000": 303, "": 303,
    }  # fmt: skip


# REQ SA-8
def test_a_screenshot_that_is_announced_must_come(client):
    refused = client.post("/portal/reports/fault", {**FAULT, "screenshot": "yes"})
    unsaid = client.post("/portal/reports/fault", {**FAULT, "screenshot": ""})
    picture = SimpleUploadedFile("屏幕.txt", b"what the screen said", content_type="text/plain")
    taken = client.post("/portal/reports/fault", {**FAULT, "screenshot": "yes", "files": picture})

    assert (refused.status_code, unsaid.status_code, taken.status_code) == (422, 422, 303)
    assert "屏幕不亮" in refused.content.decode()
    assert "You said there is a screenshot" in refused.content.decode()
    assert (
        Attachment.objects.filter(subject_id=Ticket.objects.get().pk).values_list("name", flat=True).get()
        == "屏幕.txt"
    )


# REQ SA-8
def test_files_of_a_form_that_could_not_be_taken_are_not_chosen_twice(client, desk):
    picture = SimpleUploadedFile("屏幕.txt", b"what the screen said", content_type="text/plain")
    refused = client.post(
        "/portal/reports/fault", {**FAULT, "screenshot": "yes", "description": "", "files": picture}
    )
    kept = re.findall(r'name="kept" value="([^"]+)"', refused.content.decode())
    colleague = a_contact(desk.customer, mails=["li@example.com"])

    stolen = signed_in(colleague).post("/portal/reports/fault", {**FAULT, "screenshot": "yes", "kept": kept})
    taken = client.post("/portal/reports/fault", {**FAULT, "screenshot": "yes", "kept": kept})

    assert (refused.status_code, len(kept)) == (422, 1)
    assert "屏幕.txt" in refused.content.decode()
    assert (stolen.status_code, taken.status_code) == (422, 303)
    file = Attachment.objects.get(subject_id=Ticket.objects.get().pk)
    assert (file.name, read(file.blob_id)) == ("屏幕.txt", b"what the screen said")


# REQ SA-8
def test_of_too_many_or_too_large_files_the_others_are_kept_and_the_form_says_which_were_not(
    client, desk, monkeypatch
):
    monkeypatch.setattr(uploads, "LARGEST", 2 * 1024**2)
    few = {"files": [_text_file("1.txt"), SimpleUploadedFile("film.mp4", b"x" * (2 * 1024**2 + 1))]}
    many = {"files": [_text_file(f"{n}.txt") for n in range(2, 13)]}

    large = client.post("/portal/reports/fault", {**FAULT, "screenshot": "yes", **few})
    kept = KEPT.findall(large.content.decode())
    crowd = client.post("/portal/reports/fault", {**FAULT, "screenshot": "yes", "kept": kept, **many})
    page = crowd.content.decode()
    taken = client.post("/portal/reports/fault", {**FAULT, "screenshot": "yes", "kept": KEPT.findall(page)})

    assert [answer.status_code for answer in (large, crowd, taken)] == [422, 422, 303]
    assert "film.mp4 is larger than 2 MB." in large.content.decode()
    assert "Add at most 10 files. Left out: 11.txt, 12.txt" in page
    assert "屏幕不亮" in page
    files = Attachment.objects.filter(subject_id=Ticket.objects.get().pk)
    assert sorted(file.name for file in files) == sorted(f"{n}.txt" for n in range(1, 11))


def test_words_with_a_file_that_is_too_large_come_back_with_the_other_files(client, desk, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 2 * 1024**2)
    ticket = a_ticket_in_work(desk)
    doors = (
        (f"/portal/tickets/{ticket.subject.public_token}/", client),
        (progress_path(ticket), a_visitor()),
    )

    for n, (door, visitor) in enumerate(doors):
        film = SimpleUploadedFile("film.mp4", b"x" * (2 * 1024**2 + 1))
        words = {"text": f"第{n}次卡纸"}
        refused = visitor.post(f"{door}words", {**words, "files": [_text_file(f"{n}.txt"), film]})
        page = refused.content.decode()
        taken = visitor.post(f"{door}words", {**words, "kept": KEPT.findall(page)})

        assert (refused.status_code, taken.status_code) == (422, 303)
        assert "film.mp4 is larger than 2 MB." in page
        assert f"{words['text']}</textarea>" in page
        assert told(ticket)[-2:] == ["ticket.customer_spoke", "ticket.file_attached"]
    assert [file.name for file in Attachment.objects.order_by("pk")] == ["0.txt", "1.txt"]


def test_a_picture_that_cannot_be_read_is_taken_as_a_file(client, desk):
    ticket = a_ticket_in_work(desk)
    broken = SimpleUploadedFile("photo.png", b"no picture", content_type="image/png")

    answer = client.post(
        f"/portal/tickets/{ticket.subject.public_token}/words", {"text": "看照片", "files": broken}
    )

    assert answer.status_code == 303
    assert Attachment.objects.values_list("name", "media_type").get() == (
        "photo.png",
        "application/octet-stream",
    )


def test_the_step_that_is_marked_is_the_one_the_state_names(client, desk):
    client.post("/portal/reports/fault", FAULT)
    ticket = Ticket.objects.get()

    steps = [step.state for step in steps_of(ticket, now=now())]

    assert ticket.state == "new"
    assert steps == ["now", "ahead", "ahead", "ahead", "ahead"]


def test_a_form_sent_twice_is_one_ticket(client):
    answers = [client.post("/portal/reports/fault", {**FAULT, "idempotency_key": "k1"}) for _time in range(3)]

    assert {answer["Location"] for answer in answers} == {answers[0]["Location"]}
    assert Ticket.objects.count() == 1


def test_a_form_that_was_refused_is_corrected_under_its_key_and_one_that_was_taken_says_so(client, desk):
    form = {**FAULT, "idempotency_key": "k2"}

    refused = client.post("/portal/reports/fault", {**form, "description": ""})
    corrected = client.post("/portal/reports/fault", form)
    other = client.post("/portal/reports/fault", {**form, "description": "Something else."})

    assert (refused.status_code, corrected.status_code, other.status_code) == (422, 303, 409)
    assert "open it again" in other.content.decode()
    assert Ticket.objects.count() == 1


def test_unknown_codes_and_instants_to_come_or_years_ago_are_refused_with_their_field(client):
    answer = client.post(
        "/portal/reports/fault", {**FAULT, "impact": "galaxy", "occurred_at": "2099-01-01T10:00"}
    )
    other = client.post("/portal/reports/fault", {**FAULT, "impact": "galaxy"})
    long_ago = client.post("/portal/reports/fault", {**FAULT, "occurred_at": "2000-01-01T10:00"})

    assert long_ago.status_code == 422
    assert "This is more than 365 d ago." in long_ago.content.decode()
    assert answer.status_code == other.status_code == 422
    assert "This is in the future." in answer.content.decode()
    assert 'id="id_impact-error"' in other.content.decode()
    assert client.get("/portal/reports/nonsense").status_code == 404


# REQ BX-1
@pytest.mark.parametrize(
    ("reason", "name"),
    [("waiting_customer", "waiting for you"), ("waiting_parts", "Waiting for parts")],
)
def test_while_his_matter_rests_every_page_of_his_says_so_and_why(client, desk, reason, name):
    ticket = a_ticket_in_work(desk)
    until = MONDAY_10 + timedelta(days=2)
    suspend_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_10, reason=reason, until=until)
    link, path = progress_path(ticket), f"/portal/tickets/{ticket.subject.public_token}/"

    others = [client.get(one) for one in ("/portal/", "/portal/tickets/", f"{path}registered")]
    his = [client.get(path), a_visitor().get(link)]

    assert [answer.status_code for answer in (*others, *his)] == [200] * 5
    assert [f"Stopped · {name}" in answer.content.decode() for answer in his] == [True] * 2


# REQ DP-20
def test_the_story_holds_what_was_said_to_him_and_nothing_internal(client, desk):
    ticket = a_ticket_in_work(desk)
    now = database_now()
    reply_to_customer(ticket=ticket, text="请重启一次。", actor=desk.as_agent, at=now)
    add_note(ticket=ticket, text="客户环境很旧", actor=desk.as_engineer, at=now)

    pages = [
        visitor.get(path).content.decode()
        for visitor, path in (
            (client, f"/portal/tickets/{ticket.subject.public_token}/"),
            (a_visitor(), progress_path(ticket)),
        )
    ]

    assert [("请重启一次。" in page, "客户环境很旧" in page) for page in pages] == [(True, False)] * 2


def test_he_adds_a_word_and_a_picture_by_either_door(client, desk):
    ticket = a_ticket_in_work(desk)

    client.post(f"/portal/tickets/{ticket.subject.public_token}/words", {"text": "补充一"})
    log = SimpleUploadedFile("a.log", b"line", content_type="text/plain")
    a_visitor().post(f"{progress_path(ticket)}words", {"text": "", "files": log})
    nothing = client.post(f"/portal/tickets/{ticket.subject.public_token}/words", {"text": " "})

    assert told(ticket)[-3:] == ["ticket.customer_spoke", "ticket.customer_spoke", "ticket.file_attached"]
    assert nothing.status_code == 422
    file = Attachment.objects.get(subject_id=ticket.pk)
    fetched = client.get(f"/portal/tickets/{ticket.subject.public_token}/files/{file.token}")
    assert (b"".join(fetched.streaming_content), fetched["Content-Type"]) == (
        b"line",
        "application/octet-stream",
    )
    assert fetched["Content-Disposition"].startswith("attachment")


def test_the_link_of_a_sender_nobody_knows_shows_and_adds_but_decides_nothing(desk):
    unknown = {"customer": None, "contact": None, "product": None, "caller_name": "李四"}
    ticket = a_ticket_in_work(desk, actor=desk.as_manager, override_reason="试用客户", **unknown)
    link, stranger = progress_path(ticket), a_visitor()

    added = stranger.post(f"{link}words", {"text": "补充说明"})
    hurried = stranger.post(f"{link}urgings")
    decided = [stranger.post(f"{link}{act}", {"text": "x"}) for act in ("agreement", "solved", "not-solved")]

    assert (added.status_code, hurried.status_code) == (303, 303)
    assert [answer.status_code for answer in decided] == [404, 404, 404]
    assert told(ticket)[-2:] == ["ticket.customer_spoke", "ticket.urged"]
    assert "李四" in stranger.get(link).content.decode()


def test_the_link_of_a_contact_who_left_decides_nothing_and_that_of_one_who_was_merged_acts_for_the_other(
    desk,
):
    gone, merged = (a_contact(desk.customer, name, mails=[f"{name}@example.com"]) for name in ("li", "zhao"))
    tickets = [a_ticket_in_work(desk, contact=contact) for contact in (gone, merged)]
    change_contact(contact=gone, is_active=False, actor=SYSTEM, at=MONDAY_10)
    merge_contacts(survivor=desk.contact, absorbed=merged, actor=SYSTEM, at=MONDAY_10)

    answers = [a_visitor().post(f"{progress_path(ticket)}words", {"text": "补充"}) for ticket in tickets]
    decided = [a_visitor().post(f"{progress_path(ticket)}agreement") for ticket in tickets]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (decided[0].status_code, decided[1].status_code != 404) == (404, True)
    authors = [ticket.entries.get(kind="customer") for ticket in tickets]
    assert [(one.author_kind, one.author_id) for one in authors] == [
        ("system", None),
        ("contact", desk.contact.pk),
    ]


def test_an_internal_file_is_not_there(client, desk):
    ticket = a_ticket_in_work(desk)
    client.post(
        f"/portal/tickets/{ticket.subject.public_token}/words", {"files": SimpleUploadedFile("a.log", b"x")}
    )
    file = Attachment.objects.get()
    Attachment.objects.update(visibility="internal")

    assert client.get(f"/portal/tickets/{ticket.subject.public_token}/files/{file.token}").status_code == 404


def test_of_an_internal_file_his_story_says_nothing(client, desk):
    ticket = a_ticket_in_work(desk)
    for name, visibility in (("机柜.txt", Visibility.CUSTOMER), ("内部.txt", Visibility.INTERNAL)):
        upload = Upload.of_form(SimpleUploadedFile(name, name.encode()))
        attach_file(ticket=ticket, upload=upload, actor=desk.as_engineer, at=MONDAY_10, visibility=visibility)

    page = client.get(f"/portal/tickets/{ticket.subject.public_token}/").content.decode()

    assert page.count("added a file") == 1


def test_a_page_that_is_not_there_leads_a_customer_to_the_portal_and_not_to_the_staff(client):
    page = client.get("/portal/reports/nonsense").content.decode()

    assert 'href="/portal/"' in page
    assert 'href="/"' not in page
    assert "Search by number" not in page


def test_hurrying_is_counted_and_has_a_cap(client, desk):
    ticket = a_ticket_in_work(desk)
    answers = [client.post(f"/portal/tickets/{ticket.subject.public_token}/urgings") for _time in range(4)]

    ticket.refresh_from_db()
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert ticket.urged == 3
    assert "asked to hurry 3 times" in client.get(answers[0]["Location"]).content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(urged=1)
    assert "asked to hurry once" in client.get(answers[0]["Location"]).content.decode()


# REQ RS-7
def test_he_agrees_to_the_proposed_solution(client, desk):
    ticket = a_ticket_in_work(desk)
    propose_solution(ticket=ticket, solution="换硬盘", actor=desk.as_engineer, at=database_now())
    path = f"/portal/tickets/{ticket.subject.public_token}/"

    assert "换硬盘" in client.get(path).content.decode()
    client.post(f"{path}agreement")

    ticket.refresh_from_db()
    assert ticket.proposal_confirmed_at is not None
    assert "I agree, go ahead" not in client.get(path).content.decode()


# REQ SD-15 SD-24 BX-8
def test_a_low_grade_asks_what_should_be_better_and_then_counts(client, desk):
    ticket = _completed(desk)
    path = f"/portal/tickets/{ticket.subject.public_token}/solved"

    asked = client.post(path, {"grade": "fair"})
    given = client.post(path, {"grade": "fair", "text": "请早点回电话"})

    assert (asked.status_code, given.status_code) == (422, 303)
    assert "What could be better?" in asked.content.decode()
    ticket.refresh_from_db()
    assert (ticket.evidence["grade"], ticket.evidence["improvement"]) == (4, True)


# REQ SD-24
def test_a_grade_that_needs_words_asks_for_them_calmly_and_can_still_be_changed(client, desk):
    ticket = _completed(desk)
    path = f"/portal/tickets/{ticket.subject.public_token}/solved"

    asked = client.post(path, {"grade": "fair"}).content.decode()
    unsaid = client.post(path, {"send": "fair", "asked": "fair", "text": " "}).content.decode()
    other = client.post(path, {"grade": "unsatisfied", "asked": "fair", "text": "早点来"}).content.decode()

    assert "Thank you. What could be better?" in asked
    assert ("Ask what could be better and record it." in asked, "banner is-bad" in asked) == (False, False)
    assert re.findall(r'name="grade" value="(\w+)"', asked) == [
        "very_satisfied", "satisfied", "fair", "unsatisfied"
    ]  # fmt: skip
    assert "Write a few words, or choose another grade." in unsaid
    assert re.findall(r'value="(\w+)" type="submit" formnovalidate aria-pressed="true"', other) == [
        "unsatisfied"
    ]
    assert ">早点来</textarea>" in other
    assert client.post(path, {"grade": "satisfied", "asked": "fair", "text": "早点来"}).status_code == 303
    ticket.refresh_from_db()
    assert (ticket.state, ticket.evidence["grade"]) == ("closed", 7)


# REQ SD-15 CS-1
def test_not_solved_sends_the_same_ticket_back_to_work(client, desk):
    ticket = _completed(desk)
    path = f"/portal/tickets/{ticket.subject.public_token}/not-solved"

    silent = client.post(path, {"text": ""})
    back = client.post(path, {"text": "还是白屏"})

    ticket.refresh_from_db()
    assert (silent.status_code, back.status_code) == (422, 303)
    assert (ticket.state, ticket.reopened, ticket.handler_id) == ("in_progress", 1, desk.engineer.pk)


# REQ DP-20 SD-15
def test_his_story_tells_what_he_himself_said_and_not_what_agents_noted_about_it(client, desk):
    ticket, called = _completed(desk), _completed(desk)
    path = f"/portal/tickets/{ticket.subject.public_token}/"
    waiting = CallBack.objects.get(ticket=called)
    not_solved = Feedback(result=Result.NOT_SOLVED, text="客户很生气")

    client.post(f"{path}not-solved", {"text": "打印机还是没有反应"})
    record_call_back(call_back=waiting, feedback=not_solved, actor=desk.as_agent, at=database_now())
    again = client.get(path).content.decode()
    _completed(desk, ticket)
    client.post(f"{path}solved", {"grade": "fair", "text": "请早点回电话"})
    rated = client.get(path).content.decode()
    by_phone = client.get(f"/portal/tickets/{called.subject.public_token}/").content.decode()

    assert re.search(r"opened it again.*?打印机还是没有反应", again, re.DOTALL)
    assert re.search(r"rated it: Fair.*?请早点回电话", rated, re.DOTALL)
    assert ("opened it again" in by_phone, "客户很生气" in by_phone, "rated it" in by_phone) == (
        True, False, False
    )  # fmt: skip


# REQ SD-15
def test_a_promise_kept_by_a_result_that_did_not_hold_is_not_said_to_be_kept(client, desk):
    with fixed_at(MONDAY_11):  # in time, on whatever day the test runs
        ticket = _completed(desk, at=MONDAY_11)
    path = f"/portal/tickets/{ticket.subject.public_token}/"
    client.post(f"{path}not-solved", {"text": "还是白屏"})

    ticket.refresh_from_db()
    clocks = Clock.objects.filter(subject_id=ticket.pk, promise="resolution").order_by("begun_by")
    assert [clock.status for clock in clocks] == ["met", "running"]
    assert _resolutions(ticket) == ["解决"]
    Clock.objects.filter(pk=clocks[0].pk).update(breached_at=database_now())
    assert _resolutions(ticket) == ["解决", "解决（重新打开之前）"]


def _resolutions(ticket) -> list[str]:
    return [one.name for one in promises_of(ticket, base="/") if one.name.startswith("解决")]


def test_the_list_holds_the_whole_companys_matters_and_can_be_narrowed(client, desk):
    mine, colleagues = a_ticket(desk), a_ticket(desk, contact=None)

    everything = client.get("/portal/tickets/").content.decode()
    own = client.get("/portal/tickets/?show=mine").content.decode()

    assert (mine.number in everything, colleagues.number in everything) == (True, True)
    assert (mine.number in own, colleagues.number in own) == (True, False)


def test_the_browsers_choice_of_language_goes_before_the_contacts(client):
    del client.cookies["shouwen_language"]
    own = client.get("/portal/").content.decode()
    client.post("/portal/language", {"language": "en", "next": "/portal/"})
    chosen = client.get("/portal/").content.decode()

    assert ("请问需要什么帮助？" in own, "How can we help you?" in chosen) == (True, True)


def test_lists_take_as_many_statements_for_ten_matters_as_for_one(client, desk, django_assert_num_queries):
    a_ticket(desk)
    client.get("/portal/tickets/")
    with django_assert_num_queries(4):  # the session, the tickets, their promises, the regulation in force
        client.get("/portal/tickets/")
    for _number in range(9):
        a_ticket(desk)

    with django_assert_num_queries(4):
        client.get("/portal/tickets/")


def _completed(desk, ticket=None, at=None) -> Ticket:
    ticket = ticket or a_ticket_in_work(desk)
    complete_ticket(
        ticket=ticket, cause="c", solution="s", process="p", actor=desk.as_engineer, at=at or database_now()
    )
    open_call_backs(fact=[fact for fact in facts_of(ticket.pk) if fact.name == "ticket.completed"][-1])
    return Ticket.objects.get(pk=ticket.pk)


# REQ BX-1 SA-13
def test_who_opens_a_request_that_was_merged_is_led_to_the_one_that_goes_on(client, desk):
    first, second, last = (a_ticket(desk) for _ in range(3))
    for gone, stays in ((first, second), (second, last)):
        merge_tickets(absorbed=gone, survivor=stays, actor=desk.as_agent, at=MONDAY_10)

    signed_in_page = client.get(f"/portal/tickets/{first.subject.public_token}/").content.decode()
    by_link = a_visitor().get(progress_path(first)).content.decode()

    there = f"/portal/tickets/{last.subject.public_token}/"
    (link,) = re.findall(r'href="(/s/[^"]+)">[^<]*' + last.number, by_link)
    assert f'href="{there}"' in signed_in_page
    assert f"Go on at {last.number}" in signed_in_page
    for visitor, path in ((client, there), (a_visitor(), link)):
        page = visitor.get(path).content.decode()
        assert last.number in page
        assert f'action="{path}words"' in page


# REQ SA-25
def test_whose_request_was_merged_into_somebody_elses_gets_no_way_to_that_one(desk):
    strangers = a_ticket(desk, customer=None, contact=None, product=None, caller_mail="someone@example.org")
    known = a_ticket(desk)
    merge_tickets(absorbed=strangers, survivor=known, actor=desk.as_agent, at=MONDAY_10)

    page = a_visitor().get(progress_path(strangers)).content.decode()

    assert "We work on this together with another request." in page
    assert known.number not in page
    assert known.subject.public_token not in page


def test_who_asks_to_hurry_too_often_stays_with_his_ticket_and_reads_that_it_is_known(client, desk):
    ticket = a_ticket_in_work(desk)
    base = f"/portal/tickets/{ticket.subject.public_token}/"

    answers = [client.post(f"{base}urgings") for _ in range(4)]

    page = answers[3].content.decode()
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert "knows already that you are waiting" in page
    assert ticket.number in page
    assert f'action="{base}words"' in page


def test_what_is_refused_at_a_ticket_leads_back_to_it(client, desk):
    ticket = a_ticket(desk)
    merge_tickets(absorbed=ticket, survivor=a_ticket(desk), actor=desk.as_agent, at=MONDAY_10)
    base = f"/portal/tickets/{ticket.subject.public_token}/"

    refused = client.post(f"{base}words", {"text": "又卡了"})

    assert refused.status_code == 409
    assert f'href="{base}"' in refused.content.decode()


# REQ BX-1
def test_a_promise_that_was_kept_says_when_and_not_until_when_it_was_promised(client, desk):
    ticket = a_ticket_in_work(desk)

    with translation.override("en"):
        kept = next(one for one in promises_of(ticket, base="/") if one.kept_at)
    page = client.get(f"/portal/tickets/{ticket.subject.public_token}/").content.decode()

    assert kept.due_at > kept.kept_at
    told = re.search(rf"<dt>{re.escape(kept.name)}</dt>.*?<time datetime=\"([^\"]+)\"", page, re.S)
    assert told[1] == kept.kept_at.isoformat()


def test_a_matter_that_rests_for_his_answer_says_so_and_one_that_waits_for_parts_does_not(client, desk):
    pages = []
    for reason in ("waiting_customer", "waiting_parts"):
        ticket = a_ticket_in_work(desk)
        suspend_ticket(
            ticket=ticket,
            reason=reason,
            until=MONDAY_10 + timedelta(days=30),
            text="固件版本",
            actor=desk.as_engineer,
            at=MONDAY_10,
        )
        pages.append(client.get(f"/portal/tickets/{ticket.subject.public_token}/").content.decode())

    assert ["We are waiting for your answer" in page for page in pages] == [True, False]
    assert ["waiting for you" in page for page in pages] == [True, False]


# REQ SD-10 SA-7
def test_a_matter_that_was_passed_on_names_the_department_and_asks_for_no_fault_that_came_again(client, desk):
    ticket = a_ticket(desk)
    route_away(ticket=ticket, route="unpaid", reason="维护期已过", actor=desk.as_agent, at=MONDAY_10)

    page = client.get(f"/portal/tickets/{ticket.subject.public_token}/").content.decode()

    assert "We have passed your request on to Business development, who will contact you." in page
    assert "passed it on to: Business development" in page
    assert "Maintenance unpaid" not in page
    assert ["Has it happened again?" in page, "Is it still for us to do?" in page] == [False, True]

    own = a_ticket(desk)
    route_away(ticket=own, route="customers_own", reason="重装系统", actor=desk.as_agent, at=MONDAY_10)
    page = client.get(f"/portal/tickets/{own.subject.public_token}/").content.decode()
    assert ["passed your request on" in page, "is the customer&#x27;s own part" in page] == [False, True]


def _text_file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, name.encode(), content_type="text/plain")
