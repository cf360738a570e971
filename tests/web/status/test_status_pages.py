"""The state of the system: told to those who may know, put right by those who may repair."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from shouwen.worker.models import JobFailure
from shouwen.worker.tasks import react
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed_job(desk) -> int:
    """A reaction to a ticket's first fact that failed for good."""
    from shouwen.base.models import Fact

    ticket = a_ticket(desk)
    fact = Fact.objects.filter(subject_id=ticket.pk).order_by("seq")[0]
    job_id = react.defer(fact=fact.pk, handler="shouwen.capabilities.tickets.reactions:make_findable")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed', attempts = 5 WHERE id = %s", [job_id]
        )
    JobFailure.objects.create(job_id=job_id, error="ValueError: no", trace="")
    return int(job_id)


def test_each_look_that_is_not_well_says_how_to_put_it_right(desk, browse, own_data):
    page = browse(desk.manager).get("/status").content.decode()

    assert "请设置邮箱；在此之前邮件留在发件箱，来信请求不会收取。" in page
    assert "shouwen backup" in page
    assert "需关注" in page


def test_an_agent_does_not_see_the_systems_state(desk, browse):
    assert [browse(desk.agent).get(path).status_code for path in ("/status", "/status/jobs")] == [403, 403]


def test_a_failed_job_is_shown_with_its_ticket_and_tried_again(browse, failed_job):
    person, _actor = an_administrator()
    client = browse(person)

    before = client.get("/status/jobs").content.decode()
    client.post(f"/status/jobs/{failed_job}/retry")
    after = client.get("/status/jobs").content.decode()

    assert "ValueError: no" in before
    assert "SD-20261123-0001" in before
    assert "没有失败任务" in after
    assert ProcrastinateJob.objects.get(pk=failed_job).status == "todo"


def test_who_may_only_look_repairs_nothing(desk, browse, failed_job):
    answer = browse(desk.manager).post(f"/status/jobs/{failed_job}/retry")

    assert answer.status_code == 403
    assert ProcrastinateJob.objects.get(pk=failed_job).status == "failed"
