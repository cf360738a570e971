"""On a phone nothing that matters is cut off, and what goes on beyond an edge shows that it does."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from shouwen.base.actors import SYSTEM
from shouwen.base.time import database_now
from shouwen.capabilities.regulations.commands import import_regulation
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.capabilities.service_levels.commands import put_into_force
from shouwen.capabilities.tickets.commands import register_ticket
from tests.api.makers import a_token
from tests.capabilities.customers.makers import a_customer
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_request
from tests.journeys.conftest import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = {"width": 360, "height": 640}
LONG = (
    "{zh: 重大故障首次响应并到达现场的服务承诺时限, en: First answer and arrival on site after a grave fault}"
)


# REQ SD-1 UX-1
def test_the_time_left_of_a_promise_with_a_long_name_is_read_whole_on_the_caller_card(
    desk, sit_down, live_server
):
    at = database_now()
    text = preset_text("desk").replace("name: {zh: 派单, en: Dispatching}", f"name: {LONG}")
    draft = import_regulation(text=text, actor=SYSTEM, at=at)
    put_into_force(version=draft, actor=SYSTEM, at=at, for_open=False)
    register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.agent, "/", phone=True, viewport=SMALL)
    card = page.locator("#call-card")

    page.request.post(
        f"{live_server.url}/api/v1/calls",
        data={"reference": "pbx-1", "number": "13800138000", "rings_at": "lin"},
        headers={"Authorization": f"Bearer {a_token(desk.manager, 'calls:write')}"},
    )
    chip = card.locator(".clock")
    expect(chip).to_contain_text("重大故障首次响应并到达现场的服务承诺时限")
    shot(page, "caller-card-long-name")

    for part in chip.locator("span").all():
        assert part.evaluate(
            "one => one.scrollWidth <= one.clientWidth || getComputedStyle(one).display == 'inline'"
        )
        inside = "(one) => { const [a, b] = [one, one.closest('.call-card')].map((x) => x.getBoundingClientRect()); return a.right <= b.right }"
        assert part.evaluate(inside)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


# REQ SD-15
def test_a_menu_that_goes_on_below_its_edge_shows_so_until_its_end_is_reached(desk, sit_down):
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    page = sit_down(desk.manager, f"/t/{ticket.number}", phone=True, viewport=SMALL)
    page.locator("#head").get_by_role("button", name="更多").click()
    menu = page.locator(".menu:popover-open")
    expect(menu).to_be_visible()
    assert menu.evaluate("one => one.scrollHeight > one.clientHeight + 40")
    shot(page, "menu-above-its-end")

    assert _darkness(menu, "foot") > 20
    assert _darkness(menu, "head") < 4
    menu.evaluate("one => one.scrollTo(0, one.scrollHeight)")
    shot(page, "menu-at-its-end")

    assert _darkness(menu, "foot") < 4
    assert _darkness(menu, "head") > 20


# REQ SA-8
def test_the_form_says_that_a_picture_is_missing_until_one_lies_in_it(desk, sit_down):
    page = sit_down(desk.agent, "/t/new")
    check = page.locator("#check")
    page.locator("[name='caller_phone']").press_sequentially("13800138000")
    for name, value in (("impact", "department"), ("urgency", "blocked"), ("screenshot", "yes")):
        page.locator(f"[name={name}][value={value}]").check()
    expect(check).to_contain_text("还需填写：截图文件")

    page.locator("#id_files").set_input_files(
        {"name": "故障.png", "mimeType": "image/png", "buffer": _picture()}
    )
    expect(check).to_contain_text("必填内容已齐全。")
    page.locator("[data-file-list] button").click()
    expect(check).to_contain_text("还需填写：截图文件")


# REQ UX-2
def test_a_name_without_an_end_leaves_the_other_columns_of_a_list_their_room(desk, sit_down):
    a_customer(code="W1", name="W" * 120)
    a_customer(code="X" * 40, name="江汉" * 60, region="区" * 60)
    page = sit_down(desk.agent, "/customers")

    scroll = page.locator("main .scroll")
    rows = page.locator("main tbody tr")
    shot(page, "long-names")

    expect(rows).to_have_count(3)
    assert scroll.evaluate("one => one.scrollWidth <= one.clientWidth")
    widths = rows.locator("td").evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().width)")
    heights = rows.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert min(widths) >= 72
    assert max(heights) <= 200
    audit = sit_down(an_administrator()[0], "/audit").locator("main .scroll")
    expect(audit).to_contain_text("W" * 120)
    assert audit.evaluate("one => one.scrollWidth <= one.clientWidth")


def _darkness(menu, edge: str) -> int:
    """How much darker than white the menu is just inside that edge, where no letter lies."""
    box = menu.bounding_box()
    picture = Image.open(BytesIO(menu.page.screenshot())).convert("L")
    scale = picture.width / menu.page.viewport_size["width"]
    y = box["y"] + 3 if edge == "head" else box["y"] + box["height"] - 4
    xs = [box["x"] + box["width"] * part / 20 for part in range(10, 19)]
    return min(255 - picture.getpixel((round(x * scale), round(y * scale))) for x in xs)


def _picture() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (8, 8), "white").save(kept, "PNG")
    return kept.getvalue()
