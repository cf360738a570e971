"""A colleague is invited, comes in by two proofs, works, and is out with the click that disables him."""

import base64
import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from shouwen.base.actors import SYSTEM
from shouwen.base.time import database_now
from shouwen.capabilities.people.commands.roles import give_role
from shouwen.capabilities.people.commands.second_factors import one_time_code
from shouwen.capabilities.people.commands.shipped_roles import ship_roles
from shouwen.capabilities.people.models import Person, Role
from tests.portal.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ SD-2 SA-23 RS-19
def test_an_invited_colleague_comes_in_on_a_phone_and_is_cut_off_when_disabled(
    desk, sit_down, chromium: Browser, live_server
):
    ship_roles(at=database_now())
    role = Role.objects.get(code="administrator")
    give_role(person=desk.manager, role=role, actor=SYSTEM, at=database_now())
    admin = sit_down(desk.manager, "/people/new")
    address = _invited(admin)

    phone = chromium.new_context(**{**PHONE, "locale": "zh-CN"}).new_page()
    phone.goto(f"{live_server.url}{address}")
    _password_chosen(phone)
    _second_step_set_up(phone)
    phone.goto(f"{live_server.url}/people")
    expect(phone.get_by_role("heading", name="人员", exact=True)).to_be_visible()

    person = Person.objects.get(user_name="lina")
    admin.goto(f"{live_server.url}/people/{person.pk}")
    admin.get_by_role("button", name="停用账号").click()
    admin.locator("#confirm").get_by_role("button", name="确定").click()
    expect(admin.get_by_text("此账号已停用")).to_be_visible()
    phone.goto(f"{live_server.url}/people")

    expect(phone.get_by_role("button", name="登录")).to_be_visible()
    phone.context.close()


def _invited(page: Page) -> str:
    page.get_by_label("姓名").fill("李娜")
    page.get_by_label("用户名").fill("lina")
    page.get_by_role("checkbox", name="坐席", exact=True).check()
    page.get_by_role("button", name="生成邀请").click()
    shown = page.locator("code").filter(has_text="/invitation/").text_content() or ""
    return shown[shown.index("/invitation/") :]


def _password_chosen(page: Page) -> None:
    page.get_by_label("新密码").fill("one more long phrase")
    page.get_by_role("button", name="确定").click()
    page.get_by_label("用户名或邮箱").fill("lina")
    page.get_by_label("密码").fill("one more long phrase")
    page.get_by_role("button", name="登录").click()


def _second_step_set_up(page: Page) -> None:
    """The key is typed into an app; its code lets in, and ten recovery codes are shown once."""
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    secret = page.locator("code").text_content() or ""
    page.get_by_label("验证码").fill(one_time_code(base64.b32decode(secret), int(time.time()) // 30))
    page.get_by_role("button", name="启用").click()
    codes = page.locator("main li")
    expect(codes).to_have_count(10)
    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", codes.first.text_content() or "")
    page.get_by_role("link", name="已妥善保存").click()
