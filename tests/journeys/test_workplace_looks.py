"""The workplace by light and dark, on a desk and on a phone: axe finds nothing, nothing is too wide."""

import os
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from shouwen.base.time import database_now
from shouwen.capabilities.tickets.commands import add_note, register_ticket
from shouwen.capabilities.workplace.commands.drafts import keep_draft
from shouwen.capabilities.workplace.commands.macros import keep_macro
from shouwen.capabilities.workplace.commands.phrases import keep_phrase
from tests.capabilities.tickets.makers import a_request
from tests.journeys.conftest import ROOT, shot
from tests.ui.windows import unrolled
from tools.pages import SETTLED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
LOOKS = {"desk": {}, "phone-dark": {"phone": True, "color_scheme": "dark"}}


@pytest.mark.parametrize("half", [0, 1] if os.environ.get("SHOUWEN_WALK") == "all" else [0])
def test_every_aid_is_there_for_every_eye_and_hand(desk, sit_down, half):
    look = list(LOOKS)[(datetime.now(UTC).toordinal() + half) % 2]  # one a day; both in `make soak`
    usual = {"team": None, "actor": desk.as_agent, "at": database_now()}
    ticket = register_ticket(new=a_request(desk, occurred_at=None), actor=desk.as_agent, at=database_now())
    keep_phrase(name="改约致歉", body="{contact}您好，改为 {until} 到。", **usual)
    steps = [{"act": "take"}, {"act": "reply", "text": "{contact}您好，已接手处理。"}]
    macro = keep_macro(name="接手并告知", steps=steps, **usual)
    keep_draft(
        place=f"ticket/{ticket.pk}/answer",
        texts={"body": "您好，"},
        base={},
        picks={"kind": "reply"},
        actor=desk.as_agent,
        at=database_now(),
    )
    found = []

    def judge(page, name):
        page.wait_for_function(SETTLED)
        shot(page, f"{look}-{name}")
        usual_window = page.viewport_size
        unrolled(page)
        page.evaluate(AXE.read_text())
        found.extend((name, one["id"], one["nodes"][0]["html"]) for one in page.evaluate(RULES)["violations"])
        assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
        page.set_viewport_size(usual_window)

    page = sit_down(desk.agent, "/drafts", bypass_csp=True, **LOOKS[look])
    judge(page, "drafts")
    for path in (
        "/phrases",
        "/phrases/new",
        "/macros",
        "/macros/new",
        "/me/keys",
        "/inbox?show=muted",
        "/",
        f"/t/{ticket.number}/macros/{macro.pk}",
    ):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        judge(
            page,
            path.strip("/")
            .partition("?")[0]
            .replace("/", "-")
            .replace(ticket.number, "t")
            .replace(str(macro.pk), "1"),
        )

    page.goto(page.url.split("/t/")[0] + f"/t/{ticket.number}")
    text = page.get_by_label("正文")
    expect(text).to_have_value("您好，")
    text.press_sequentially(" /")
    expect(page.get_by_role("listbox", name="可选内容")).to_be_visible()
    judge(page, "offers")
    expect(page.get_by_role("listbox", name="可选内容")).to_be_visible()  # it was judged with what is offered
    page.keyboard.press("Escape")
    add_note(ticket=ticket, text="客户改约。", actor=desk.as_manager, at=database_now())
    text.press("Control+Enter")
    expect(page.get_by_role("dialog", name="期间有了新动态")).to_be_visible()
    judge(page, "merge")

    assert found == []
