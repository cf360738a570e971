"""Where a line breaks, an answer is late or a session ends, words stay and each act happens once, where it was meant."""

import re

import pytest
from playwright.sync_api import expect

from shouwen.base.journal import facts_of
from shouwen.base.taken import COOKIE as TAKEN
from shouwen.base.time import database_now
from shouwen.capabilities.call_backs.reactions import open_for
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import document_of
from shouwen.capabilities.tickets.commands import complete_ticket, register_ticket
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.views.models import WallScreen
from shouwen.capabilities.workplace.commands.phrases import keep_phrase
from shouwen.capabilities.workplace.models import Draft
from shouwen.portal.sessions import COOKIE as PORTAL_COOKIE
from shouwen.web.sessions import COOKIE
from tests.api.makers import a_token
from tests.capabilities.customers.makers import a_contact
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_request, a_ticket_in_work
from tests.journeys.conftest import INTERCEPTED
from tests.journeys.test_slow_line import HOLD, slow_line
from tests.journeys.test_unlucky_moments import COMPLETE
from tests.portal.browser import phones, sign_in
from tests.portal.makers import mailed_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GATEWAY = {"status": 502, "content_type": "text/html", "body": "<h1>502 Bad Gateway</h1>"}
BEATEN = """() => {
    const go = window.fetch
    window.fetch = (...asked) => go(...asked).finally(() => { window.beaten ||= String(asked[0]).includes("/presence") })
}"""
RINGING = {"reference": "pbx-1", "number": "13800138000", "rings_at": "lin"}


@pytest.fixture
def telephone(desk, live_server):
    """What a telephone system says by the API: `telephone(page, "/calls", …)`."""
    headers = {"Authorization": f"Bearer {a_token(desk.manager, 'calls:write')}"}

    def tell(page, path, **body):
        answer = page.request.post(f"{live_server.url}/api/v1{path}", data=body, headers=headers)
        assert answer.status == 201, answer.text()

    return tell


@pytest.fixture
def open_phone(chromium, live_server):
    yield from phones(chromium, live_server.url)


# REQ SD-9
def test_who_is_signed_out_meanwhile_finds_no_other_page_within_his_own(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}", **INTERCEPTED)
    page.route(
        "**/*", lambda route: route.abort() if "hx-request" in route.request.headers else route.continue_()
    )
    page.context.clear_cookies(name=COOKIE)
    page.evaluate(BEATEN)

    page.keyboard.press("i")
    page.keyboard.type("/a")
    page.wait_for_function("() => window.beaten")
    page.wait_for_timeout(500)

    expect(page.locator("[data-presence]")).to_be_empty()
    expect(page.get_by_label("正文")).to_have_value("/a")


# REQ SD-9
def test_a_panel_left_for_a_field_while_it_was_on_its_way_can_be_asked_for_again(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")

    with slow_line(page, "/dispatch"):
        page.keyboard.press("a")
        page.wait_for_function("() => asked.length")
        page.get_by_label("正文").click()
        page.keyboard.type("已")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.wait_for_function("() => asked.length > 1")

    expect(page.locator("#drawer")).to_contain_text("派单")


# REQ SD-2
def test_words_said_in_one_call_back_stand_in_no_other(desk, sit_down):
    for _ in range(2):
        _call_back_due(desk)
    page = sit_down(desk.agent, "/call-backs?whose=all")
    drawer, words = page.locator("#drawer"), page.get_by_label("客户原话")
    page.get_by_role("link", name="拨打").first.click()
    drawer.locator("[name=result][value=not_solved]").check()
    words.fill("还是卡纸")
    page.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('还是卡纸'))")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()

    page.get_by_role("link", name="拨打").last.click()
    expect(words).to_be_visible()
    expect(words).to_have_value("")
    expect(drawer.locator("[name=result]:checked")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="拨打").first.click()
    expect(words).to_have_value("还是卡纸")


# REQ CS-3
def test_a_phrase_chosen_where_the_line_breaks_is_told_and_can_be_chosen_again(desk, sit_down):
    ticket = _registered(desk)
    for name in ("安排上门", "改约致歉"):
        keep_phrase(name=name, body=f"{name}。", team=None, actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, f"/t/{ticket.number}", **INTERCEPTED)
    page.keyboard.press("r")
    page.keyboard.type("/")
    expect(page.get_by_role("option", name="安排上门")).to_be_visible()

    page.route("**/phrases?**", lambda route: route.fulfill(**GATEWAY))
    page.keyboard.type("gy")
    page.keyboard.press("Enter")
    expect(page.locator(".toast.is-bad")).to_be_visible()
    page.unroute("**/phrases?**")
    page.keyboard.press("Enter")

    expect(page.get_by_label("正文")).to_have_value("改约致歉。")


# REQ SD-1
def test_a_call_added_to_a_ticket_takes_no_panel_away_that_was_opened_since(desk, sit_down, telephone):
    known = _registered(desk)
    page = sit_down(desk.agent, "/tickets")
    card, drawer = page.locator("#call-card"), page.locator("#drawer")
    telephone(page, "/calls", **RINGING)
    expect(card.get_by_text(known.number)).to_be_visible()

    with slow_line(page, "/ticket"):
        card.get_by_role("button", name="记到此单").click()
        page.wait_for_function("() => asked.length")
        page.locator(".bar-new").click()
        drawer.get_by_label("现象").press_sequentially("另一件事")
    expect(page.locator(".toast")).to_contain_text(known.number)
    page.wait_for_timeout(500)

    expect(drawer.get_by_label("现象")).to_have_value("另一件事")
    assert Call.objects.get().ticket == known


# REQ SD-1
def test_the_call_that_was_added_goes_aside_and_not_the_one_looked_at_since(desk, sit_down, telephone):
    known = _registered(desk)
    page = sit_down(desk.agent, "/tickets")
    card, drawer = page.locator("#call-card"), page.locator("#drawer")
    telephone(page, "/calls", **RINGING)
    expect(card.get_by_text(known.number)).to_be_visible()
    telephone(page, "/calls", **RINGING | {"reference": "pbx-2", "number": "01055556666"})
    expect(card.locator("[data-call-other]")).to_be_visible()

    with slow_line(page, "/ticket"):
        card.get_by_role("button", name="记到此单").click()
        page.wait_for_function("() => asked.length")
        card.locator("[data-call-other]").click()
        expect(card.locator(".call-number")).to_have_text("010 5555 6666")
    expect(page.locator(".toast")).to_contain_text(known.number)

    expect(drawer.locator("[name='text']")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(card.locator(".call-number")).to_have_text("010 5555 6666")


# REQ SD-1
def test_who_called_is_whom_the_words_name_and_not_who_was_found_for_earlier_ones(desk, sit_down, telephone):
    other = a_contact(desk.customer, "李强", phones=["13900139000"])
    page = sit_down(desk.agent, "/calls")
    telephone(page, "/calls", **RINGING | {"number": "01055556666"})
    telephone(page, "/calls/pbx-1/ending")
    page.goto(page.url)
    page.locator("a.row-link").first.click()
    drawer = page.locator("#drawer")
    find = drawer.get_by_label("客户或联系人")
    find.fill(desk.contact.name)
    expect(drawer.locator("[name=contact]").first).to_be_visible()
    drawer.locator("[name=contact]").first.check()

    with slow_line(page, "/t/new/callers"):
        find.fill("李强")
        drawer.get_by_role("button", name="就是此人").click()
        page.wait_for_timeout(500)
    page.wait_for_timeout(1_000)

    assert Call.objects.get().contact in (None, other)


# REQ SD-9
def test_what_a_reviewer_wrote_last_is_kept_however_the_panel_is_read_anew(desk, sit_down):
    ticket = _registered(desk)
    writer = sit_down(desk.agent, f"/t/{ticket.number}")
    writer.keyboard.press("r")
    writer.keyboard.type("您好。")
    expect(writer.locator("#answer [data-draft-state]")).to_contain_text("已保存")
    writer.keyboard.press("Alt+Shift+R")
    writer.locator("#drawer select[name=reviewer]").select_option(label=desk.manager.name)
    writer.keyboard.press("Control+Enter")
    expect(writer.locator("#reviews")).to_contain_text("正在过目")

    page = sit_down(desk.manager, f"/t/{ticket.number}")
    given = page.locator("#reviews").get_by_label("正文")
    expect(given).to_have_value("您好。")
    with slow_line(page, "/drafts"):
        given.fill("王女士您好。")
        page.wait_for_function("() => asked.some((one) => one.endsWith('/drafts'))")
        given.fill("王女士您好，两点到。")
        with page.expect_response("**/verdict"):
            page.get_by_role("button", name="可以发送").click()
        page.wait_for_timeout(1_500)
    page.wait_for_timeout(2_000)

    assert Draft.objects.get(review__isnull=False).texts["body"] == "王女士您好，两点到。"


# REQ SA-8
def test_a_report_outlasts_the_session_that_ends_while_it_is_written(desk, open_phone, live_server):
    phone = open_phone()
    sign_in(phone, desk.contact, live_server.url)
    phone.get_by_role("link", name="故障").click()
    _report(phone)
    phone.context.clear_cookies(name=PORTAL_COOKIE)
    phone.get_by_role("button", name="发送").click()

    _sign_in_again(phone, desk.contact, live_server.url)
    expect(phone.get_by_label("发生了什么")).to_have_value("收费窗口打开后是白屏")
    expect(phone.locator("[name=impact][value=department]")).to_be_checked()
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_role("heading", name="已收到您的请求")).to_be_visible()
    phone.goto(f"{live_server.url}/portal/reports/fault")

    expect(phone.get_by_label("发生了什么")).to_have_value("")
    assert Ticket.objects.count() == 1


# REQ SA-8
@pytest.mark.parametrize("is_taken", [True, False])
def test_a_report_whose_answer_never_came_is_there_again_and_counts_once(
    desk, open_phone, live_server, is_taken
):
    phone = open_phone()
    sign_in(phone, desk.contact, live_server.url)
    phone.get_by_role("link", name="故障").click()
    _report(phone)

    def lose(route):
        if is_taken:
            route.fetch(max_redirects=0)
        route.fulfill(**GATEWAY)

    phone.route("**/reports/fault", lose)
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_text("502 Bad Gateway")).to_be_visible()
    phone.unroute("**/reports/fault")
    phone.context.clear_cookies(name=TAKEN)  # nothing of the answer has come
    phone.goto(f"{live_server.url}/portal/reports/fault")
    expect(phone.get_by_label("发生了什么")).to_have_value("收费窗口打开后是白屏")
    phone.get_by_role("button", name="发送").click()

    expect(phone.get_by_role("heading", name="已收到您的请求")).to_be_visible()
    assert Ticket.objects.count() == 1


# REQ SD-23
def test_what_is_still_wrong_outlasts_the_session_and_stands_open_again(desk, open_phone, live_server):
    ticket = complete_ticket(
        ticket=a_ticket_in_work(desk, occurred_at=None), cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机更换",
        way="on_site", actor=desk.as_engineer, at=database_now(),
    )  # fmt: skip
    phone = open_phone()
    sign_in(phone, desk.contact, live_server.url)
    phone.goto(f"{live_server.url}/portal/tickets/{ticket.subject.public_token}/")
    phone.get_by_text("还没有解决").click()
    phone.get_by_label("还有什么问题").fill("还是卡纸")
    phone.context.clear_cookies(name=PORTAL_COOKIE)
    phone.get_by_role("button", name="退回继续处理").click()

    _sign_in_again(phone, desk.contact, live_server.url)
    expect(phone.get_by_label("还有什么问题")).to_have_value("还是卡纸")
    phone.get_by_role("button", name="退回继续处理").click()
    expect(phone.locator(".banner.is-good")).to_be_visible()

    ticket.refresh_from_db()
    assert ticket.state == "in_progress"


# REQ BX-4
@pytest.mark.parametrize("how", ["saving", "trying"])
def test_a_rule_being_changed_outlasts_the_session(desk, sit_down, how):
    administrator, _actor = an_administrator()
    page = sit_down(administrator, "/regulation?part=classes")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="修改", exact=True).click()
    page.wait_for_url("**/regulation/versions/**")
    address = f"{page.url.split('?')[0]}/edit/targets/response"
    page.goto(address)
    (session,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    amount = page.locator("[name='limits/0/within/amount']")
    page.evaluate(HOLD, ["" if how == "saving" else "/preview/", False])
    amount.fill("20")
    page.wait_for_function("() => asked.some((one) => one.includes('/preview/'))")
    page.context.clear_cookies(name=COOKIE)
    if how == "saving":
        page.get_by_role("button", name="存入草稿").click()
    else:
        page.evaluate("release()")

    page.wait_for_url(re.compile("/sign-in/"))
    assert page.url.endswith(address.split("/", 3)[3])
    page.context.add_cookies([session])
    page.goto(address)
    expect(amount).to_have_value("20")
    page.get_by_role("button", name="存入草稿").click()
    page.wait_for_url("**?part=promises*")

    document = document_of(RegulationVersion.objects.get(number=2).document)
    assert document.targets["response"].limits[0].within.working.total_seconds() == 1200
    page.goto(address)
    expect(page.locator("#editor [name=base]")).to_have_value(
        page.locator("#editor [name=now]").input_value()
    )


# REQ BX-4
def test_a_rule_is_saved_while_what_it_would_mean_is_still_on_its_way(desk, sit_down):
    administrator, _actor = an_administrator()
    page = sit_down(administrator, "/regulation?part=classes")
    page.get_by_role("button", name="修改", exact=True).click()
    page.wait_for_url("**/regulation/versions/**")
    page.goto(f"{page.url.split('?')[0]}/edit/targets/response")

    page.evaluate(HOLD, ["/preview/", True])
    with page.expect_response("**/preview/**"):
        page.locator("[name='limits/0/within/amount']").fill("20")
    page.get_by_role("button", name="存入草稿").click()

    page.wait_for_url("**?part=promises*")


# REQ BX-4
def test_an_editor_takes_no_words_that_would_go_with_its_page(desk, sit_down):
    administrator, _actor = an_administrator()
    page = sit_down(administrator, "/regulation?part=classes")
    page.get_by_role("button", name="修改", exact=True).click()
    page.wait_for_url("**/regulation/versions/**")
    page.goto(f"{page.url.split('?')[0]}/edit/targets/response")
    page.clock.install()
    amount = page.locator("[name='limits/0/within/amount']")
    amount.fill("20")
    # Sent and then stopped, as by the browser's own button: the page stays, and no answer comes.
    page.evaluate("addEventListener('submit', (event) => event.preventDefault(), { once: true })")

    amount.press("Enter")
    page.keyboard.type("45")
    expect(amount).to_have_value("20")
    page.clock.fast_forward(11_000)
    amount.press("End")
    page.keyboard.type("5")

    expect(amount).to_have_value("205")


# REQ BX-4
def test_a_screen_is_set_up_once_however_often_its_button_is_pressed(desk, sit_down):
    administrator, _actor = an_administrator()
    page = sit_down(administrator, "/wall")
    page.locator("a[href='/wall/screens']").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("安装位置").fill("一楼")
    add = drawer.get_by_role("button", name="添加大屏")

    with slow_line(page, "/wall/screens"):
        add.click()
        page.wait_for_function("() => asked.length")
        add.click()
    expect(drawer.get_by_text("大屏地址")).to_be_visible()
    page.wait_for_function("() => !document.documentElement.classList.contains('is-busy')")

    assert WallScreen.objects.count() == 1


# REQ SD-9
def test_what_one_panel_was_refused_takes_the_place_of_no_other(desk, sit_down):
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    drawer = page.locator("#drawer")
    page.get_by_role("link", name="存为视图").click()
    name = drawer.get_by_label("视图名称")
    name.fill(" ")

    with slow_line(page, "/views?"):
        name.press("Enter")
        page.wait_for_function("() => asked.length")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        drawer.get_by_label("现象").press_sequentially("打印机")
    expect(page.locator(".toast.is-bad")).to_contain_text("请填写视图名称")
    page.keyboard.type("卡纸")

    expect(drawer.get_by_label("现象")).to_have_value("打印机卡纸")


# REQ SD-3
def test_a_call_registered_while_another_panel_was_opened_is_told_beside_that_one(desk, sit_down):
    page = sit_down(desk.agent, "/tickets?view=to-dispatch")
    drawer = page.locator("#drawer")
    page.keyboard.press("n")
    drawer.get_by_label("电话", exact=True).fill("13800138000")
    expect(drawer.locator("[name=contact]")).to_be_checked()
    drawer.get_by_label("现象").fill("打印机卡纸")
    for box in COMPLETE:
        drawer.locator(f"[name={box}]").check()

    with slow_line(page, "/t/new"):
        drawer.get_by_role("button", name="登记").click()
        page.wait_for_function("() => asked.includes('/t/new')")
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        page.get_by_role("link", name="存为视图").click()
        drawer.get_by_label("视图名称").press_sequentially("早")
    expect(page.locator(".toast.is-good")).to_contain_text("SD-")
    page.keyboard.type("班")

    expect(drawer.get_by_label("视图名称")).to_have_value("早班")
    expect(page.locator(".toast.is-good")).to_contain_text(Ticket.objects.get().number)


# REQ SD-9
def test_a_draft_given_to_a_colleague_before_it_was_kept_is_given_whole(desk, sit_down):
    ticket = _registered(desk)
    page = sit_down(desk.agent, f"/t/{ticket.number}")
    page.keyboard.press("r")

    with slow_line(page, "/drafts"):
        page.keyboard.type("您好，两点到。")
        page.keyboard.press("Alt+Shift+R")
        page.locator("#drawer select[name=reviewer]").select_option(label=desk.manager.name)
        page.keyboard.press("Control+Enter")
        page.wait_for_function("() => asked.some((one) => one.endsWith('/drafts'))")
    expect(page.locator("#reviews")).to_contain_text("正在过目")

    assert Draft.objects.get(review__isnull=False).texts["body"] == "您好，两点到。"


# REQ SD-9
def test_what_is_chosen_for_the_next_entry_while_one_is_on_its_way_stays_chosen(desk, sit_down):
    ticket = a_ticket_in_work(desk, occurred_at=None)
    page = sit_down(desk.engineer, f"/t/{ticket.number}")
    words, minutes = page.get_by_label("正文"), page.locator("#answer [name=minutes]")
    page.keyboard.press("i")
    words.fill("已更换。")
    page.locator("#answer summary").click()
    minutes.fill("10")

    with slow_line(page, "/answers"):
        words.press("Control+Enter")
        page.wait_for_function("() => asked.length")
        words.press("Control+End")
        page.keyboard.type("再测一遍。")
        minutes.fill("25")
    expect(words).to_have_value("再测一遍。")
    expect(minutes).to_have_value("25")
    words.press("Control+Enter")

    expect(words).to_have_value("")
    expect(minutes).to_have_value("")


def _report(phone):
    phone.get_by_text("页面空白").click()
    phone.get_by_label("发生了什么").fill("收费窗口打开后是白屏")
    phone.get_by_text("一个部门", exact=True).click()
    phone.get_by_text("工作受阻").click()
    phone.locator("[name=screenshot][value=no]").check()


def _sign_in_again(phone, contact, address):
    """By a link mailed anew, which leads back to where one was."""
    mail = contact.mails.get().address
    phone.get_by_label("您的邮箱地址").fill(mail)
    phone.get_by_role("button", name="发送登录链接").click()
    phone.get_by_role("heading", name="请查收邮件").wait_for()
    phone.goto(f"{address}{mailed_link(mail)}")
    phone.get_by_role("button", name="登录").click()


def _registered(desk):
    return register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())


def _call_back_due(desk):
    ticket = complete_ticket(
        ticket=a_ticket_in_work(desk, occurred_at=None), cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机更换",
        way="on_site", actor=desk.as_engineer, at=database_now(),
    )  # fmt: skip
    open_for([fact.pk for fact in facts_of(ticket.pk) if fact.name == "ticket.completed"][-1])
