"""Long work seen from its page: it moves, it ends with its file, and it can be called off."""

import pytest
from playwright.sync_api import expect

from shouwen.base import live
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.commands.carrying_out import carry_out_next
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.tickets.queries.exporting import EXPORT_TICKETS, export_parameters
from shouwen.capabilities.tickets.queries.lists import Filters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# REQ CS-10
def test_a_job_is_watched_while_it_moves_fetched_when_done_and_called_off(desk, sit_down):
    asked = {"kind": EXPORT_TICKETS, "parameters": export_parameters(view="open", filters=Filters())}
    job = ask_for(**asked, actor=desk.as_manager)
    page = sit_down(desk.manager, f"/jobs/{job.pk}")
    expect(page.locator("html[data-line='open']")).to_have_count(1)
    expect(page.locator("#job [role=status]")).to_contain_text("等待")

    Job.objects.filter(pk=job.pk).update(state="running", done=30, total=120)
    live.ring(f"progress/{desk.manager.pk}")
    expect(page.get_by_text("30 / 120")).to_be_visible()

    Job.objects.filter(pk=job.pk).update(state="waiting", done=0, total=None)
    assert carry_out_next() == 1
    expect(page.get_by_role("link", name="下载")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载").click()
    assert fetched.value.suggested_filename.endswith(".xlsx")

    other = ask_for(**asked, actor=desk.as_manager)
    page.goto(page.url.replace(f"/jobs/{job.pk}", f"/jobs/{other.pk}"))
    page.get_by_role("button", name="取消", exact=True).click()
    expect(page.locator("#job [role=status]")).to_contain_text("已取消")
    other.refresh_from_db()
    assert other.state == "cancelled"
