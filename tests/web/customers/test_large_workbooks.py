"""A workbook too large to wait for is read by the worker: first a trial, then for good without sending it again."""

import io
from collections.abc import Callable

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.base.actors import SYSTEM
from shouwen.capabilities.customers.commands.import_workbook import import_workbook
from shouwen.capabilities.customers.models import Contact, Customer
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.people.models import Person
from tests.capabilities.jobs.makers import finish
from tests.capabilities.tickets.makers import MONDAY_9, Desk

Browse = Callable[[Person], Client]
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET ")
pytestmark = pytest.mark.django_db


def a_workbook(count: int, *, wrong: int = 0) -> bytes:
    """One customer with `count` contacts, the first `wrong` of them with a number that is none."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        customers = book.add_worksheet("customers")
        customers.write_row(0, 0, ["code", "name"])
        customers.write_row(1, 0, ["BIG", "大客户有限公司"])
        contacts = book.add_worksheet("contacts")
        contacts.write_row(0, 0, ["customer_code", "name", "phones"])
        for n in range(count):
            phone = "no number" if n < wrong else f"138{n:08d}"
            contacts.write_row(n + 1, 0, ["BIG", f"联系人{n}", phone])
    return target.getvalue()


def send(client: Client, content: bytes, dry_run: str) -> object:
    return client.post(
        "/customers/import", {"workbook": SimpleUploadedFile("a.xlsx", content), "dry_run": dry_run}
    )


# REQ BX-9
def test_a_large_workbook_becomes_a_job_first_as_a_trial_then_for_good(desk: Desk, browse: Browse):
    client = browse(desk.manager)

    begun = send(client, a_workbook(250, wrong=2), "yes")
    trial = Job.objects.get()
    finish(trial)
    after_trial = Contact.objects.filter(customer__code="BIG").count()
    page = client.get(f"/jobs/{trial.pk}").content.decode()
    client.post(f"/jobs/{trial.pk}/repeats", {"change": "for_good"})
    real = Job.objects.exclude(pk=trial.pk).get()
    finish(real)

    assert begun["Location"] == f"/jobs/{trial.pk}"  # type: ignore[index]
    assert after_trial == 0
    assert 'name="change" value="for_good"' in page
    assert "no number" in page
    assert Contact.objects.filter(customer__code="BIG").count() == 248
    assert [row["wrong"] for row in Job.objects.get(pk=real.pk).result["sheets"]] == [0, 2]
    assert Job.objects.get(pk=real.pk).file_name.endswith(".xlsx")


def test_a_small_workbook_is_read_while_one_waits(desk: Desk, browse: Browse):
    answer = send(browse(desk.manager), a_workbook(20), "no")

    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert not Job.objects.exists()
    assert Contact.objects.filter(customer__code="BIG").count() == 20


def test_what_is_no_workbook_is_refused_before_a_job_is_made(desk: Desk, browse: Browse):
    answer = send(browse(desk.manager), b"no workbook", "yes")

    assert answer.status_code in (409, 422)  # type: ignore[attr-defined]
    assert not Job.objects.exists()
    assert not Customer.objects.filter(code="BIG").exists()


def test_a_new_contact_costs_six_statements(desk: Desk):
    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as held:
            import_workbook(content=a_workbook(count), actor=SYSTEM, at=MONDAY_9, dry_run=True)
        return len([one for one in held.captured_queries if not one["sql"].startswith(CONTROL)])

    first, second = cost(10), cost(60)

    assert (second - first) / 50 == 6
