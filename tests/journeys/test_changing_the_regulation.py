"""A desk manager changes the regulation without a manual: a cell by keys, a promise in its sentence, then into force."""

from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import active_regulation, document_of, look_again
from tests.capabilities.people.makers import an_administrator


# REQ BX-4 RS-3 SD-7
def test_a_cell_and_a_promise_are_changed_tried_and_put_into_force(sit_down, desk):
    administrator, _actor = an_administrator()
    page = sit_down(administrator, "/regulation")
    about = page.locator("#about .card")
    wide, words = about.bounding_box(), about.locator("dd").bounding_box()
    assert words["width"] >= min(500, wide["width"] * 0.7)  # a line of reading, not a column among many

    page.get_by_role("link", name="类别与定级").click()
    page.wait_for_url("**/regulation?part=classes")
    page.get_by_role("button", name="修改", exact=True).click()
    page.locator("#grading a.btn").click()
    page.locator("[name='cell/department/blocked']").focus()
    page.keyboard.press("ArrowRight")
    with page.expect_response(lambda answer: "/preview/" in answer.url):
        page.keyboard.press("1")
    page.locator("#preview .badge").get_by_text("高", exact=True).wait_for()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/regulation/versions/2?part=classes*")

    page.goto(page.url.split("/regulation")[0] + "/regulation/versions/2/edit/targets/response")
    page.locator("[name='limits/0/within/amount']").fill("20")
    page.get_by_role("button", name="存入草稿").click()
    page.wait_for_url("**/regulation/versions/2?part=promises*")
    page.goto(page.url.split("/regulation")[0] + "/regulation/versions/2/activation")
    page.get_by_label("原因").fill("部门受阻按高级处理")
    page.get_by_label("已阅读全部变更").check()
    page.get_by_role("button", name="使其生效").click()
    page.get_by_text("第 2 版", exact=False).first.wait_for()

    look_again()
    document = active_regulation().document
    assert document == document_of(RegulationVersion.objects.get(number=2).document)
    assert document.targets["response"].limits[0].within.working.total_seconds() == 1200
    row = next(
        r for r in document.grading.matrix if r.impact == ("department",) and r.urgency == ("hindered",)
    )
    assert row.level == "high"
