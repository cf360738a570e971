"""From an empty desk to a signed-in administrator, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.workplace.commands.setting_up import issue_set_up_code
from shouwen.runtime.preparing import seed
from shouwen.web import shell
from tests.portal.browser import a_browser
from tests.web.people.doors import code_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[3] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def chromium():
    yield from a_browser()


# REQ BX-1
def test_an_empty_desk_becomes_ones_own_and_opens_on_today(chromium, live_server):
    shell.address.cache_clear()
    seed()
    code = issue_set_up_code(at=database_now())
    context = chromium.new_context(
        locale="zh-CN", bypass_csp=True, viewport={"width": 360, "height": 780}, has_touch=True
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def told(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)

    def judged(heading: str) -> None:
        told(heading)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run()")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360

    go_on = page.get_by_role("button", name="下一步")
    page.goto(f"{live_server.url}/")
    told("初始设置")
    page.get_by_label("设置码").fill(code)
    page.get_by_role("button", name="开始").click()
    judged("公司与管理员")
    for label, text in (
        ("公司或服务台名称", "长风软件"),
        ("热线", "400-800-0000"),
        ("姓名", "高管"),
        ("用户名", "boss"),
        ("密码", "12345"),
    ):
        page.get_by_label(label).fill(text)
    go_on.click()
    expect(page.get_by_text("至少 10 个字符")).to_be_visible()
    expect(page.get_by_label("公司或服务台名称")).to_have_value("长风软件")
    page.get_by_label("密码").fill("a long enough pass phrase")
    go_on.click()
    judged("制度与工作时间")
    expect(page.get_by_role("radio", name=re.compile("^服务台管理制度"))).to_be_checked()
    go_on.click()
    told("邮箱")
    page.reload()
    page.get_by_role("button", name="暂不设置邮件").click()
    judged("同事")
    page.get_by_role("button", name="完成设置").click()
    told("服务台已就绪")
    page.get_by_role("link", name="继续，进入今日").click()
    secret = page.locator("code").inner_text()
    page.locator("#id_code").fill(code_for(secret))
    page.locator("button[type=submit]").click()
    page.get_by_role("link", name="我已妥善保存").or_(page.locator(".form-acts a")).first.click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(f"{live_server.url}/")
    document = active_regulation().document
    assert (document.code, document.desk.name.zh) == ("desk", "长风软件")
    assert problems == []
    context.close()
