"""A list asks the database as many questions for thirty rows as for one."""

import copy
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.base.models import Message, Subject
from shouwen.base.time import fixed_at
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.customers.models import Asset, Customer, Site
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.notifications.models import Mailbox, Notice
from shouwen.capabilities.people.models import ApiToken, Leave, Person, Role, Skill, Team
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.tickets.commands import add_note
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.views.models import SavedView, WallScreen
from shouwen.capabilities.workplace.models import Draft, Macro, Phrase
from shouwen.worker.models import JobFailure
from shouwen.worker.tasks import react
from tests.capabilities.people.makers import an_administrator
from tests.capabilities.tickets.makers import MONDAY_9, Desk, a_ticket, a_ticket_in_work

ROWS = 30
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET ")
LISTS = (
    "/", "/todo", "/tickets/board?view=open", "/tickets?view=open", "/tickets?view=mine", "/dispatch", "/dispatch/board", "/call-backs", "/call-backs?whose=made", "/intake", "/inbox",
    "/inbox?show=all", "/drafts", "/phrases", "/macros", "/customers", "/customers/{customer}",
    "/contracts/{contract}", "/assets/{asset}", "/products", "/people", "/people/duty", "/people/leave",
    "/people/structure", "/people/teams/second_line", "/me", "/wall/screens", "/regulation/versions", "/jobs", "/outbox", "/outbox/mailboxes", "/audit",
    "/status/jobs", "/today/people", "/t/{ticket}", "/t/{ticket}/journal", "/t/{ticket}/messages",
)  # fmt: skip


def test_no_list_asks_more_for_thirty_rows_than_for_one(desk: Desk, browse: Any):
    keeper, _actor = an_administrator()
    with fixed_at(MONDAY_9 + timedelta(hours=1)):
        firsts = one_of_each(desk, keeper)
    client = browse(keeper)
    paths = [path.format(**places(desk, firsts)) for path in LISTS]
    for path in paths:
        asked(client, path)  # what a process looks up once, it knows now

    with_one = {path: asked(client, path) for path in paths}
    for first in firsts:
        twins(first, ROWS - 1)
    fail_jobs(ROWS - 1)
    write_notes(firsts[0], desk, ROWS - 1)
    with_thirty = {path: asked(client, path) for path in paths}

    assert {path: one.statements for path, one in with_thirty.items()} == {
        path: one.statements for path, one in with_one.items()
    }
    assert [path for path in paths if with_thirty[path].length < with_one[path].length + 2 * ROWS] == []


def one_of_each(desk: Desk, keeper: Person) -> list[models.Model]:
    """A first row of everything that has a list."""
    at, hour = MONDAY_9, timedelta(hours=1)
    waiting = a_ticket(desk)
    in_work = a_ticket_in_work(desk)
    Ticket.objects.filter(pk=in_work.pk).update(owner=keeper, handler=keeper)
    site = Site.objects.create(customer=desk.customer, code="A1", name="一号楼")
    fail_jobs(1)
    write_notes(waiting, desk, 1)
    return [
        Ticket.objects.get(pk=waiting.pk),
        Ticket.objects.get(pk=in_work.pk),
        CallBack.objects.create(
            ticket=in_work, rule="usual", purpose="satisfaction", seq=1, assignee=keeper, opened_at=at, due_at=at
        ),
        CallBack.objects.create(
            ticket=in_work, rule="usual", purpose="satisfaction", seq=100, state="done", result="solved",
            opened_at=at, done_at=at,
        ),
        Message.objects.create(
            subject=waiting.subject, channel="mail", address="wangfang@example.com", message_id="<1@desk>", body="您好"
        ),
        Job.objects.create(subject=a_subject("job"), kind="tickets.export", asked_by=keeper, asked_at=at),
        Notice.objects.create(person=keeper, subject=waiting.subject, kind="dispatched", title="派给你", at=at),
        Draft.objects.create(person=keeper, place="ticket/1", subject=waiting.subject, texts={"body": "话"}, updated_at=at),
        Phrase.objects.create(author=keeper, name="问候", body="您好", updated_at=at),
        Macro.objects.create(author=keeper, name="等客户", updated_at=at),
        SavedView.objects.create(person=keeper, name="我的", view="open"),
        WallScreen.objects.create(person=keeper, name="大厅", digest=b"d"),
        IntakeItem.objects.create(
            subject=a_subject("intake"), channel="mail", sender_name="王芳", title="打印机", text="坏了", received_at=at
        ),
        Leave.objects.create(person=desk.engineer, starts_at=at - hour, ends_at=at + 9 * hour),
        ApiToken.objects.create(person=keeper, name="bi", prefix="p", digest=b"d", scopes=["tickets:read"]),
        Skill.objects.create(code="printing", names={"zh": "打印", "en": "Printing"}),
        Mailbox.objects.create(subject=a_subject("mailbox"), address="help@example.com"),
        Customer.objects.get(pk=desk.customer.pk),
        desk.contact, desk.contract, desk.product, site,
        Asset.objects.create(customer=desk.customer, site=site, product=desk.product, serial="SN"),
        Person.objects.get(pk=desk.engineer.pk),
        Role.objects.get(code="agent"),
        Team.objects.get(code="second_line"),
        RegulationVersion.objects.create(
            subject=a_subject("regulation"), number=2, code="desk", digest="d", saved_at=at, author_id=desk.agent.pk,
            document=RegulationVersion.objects.get().document, base=RegulationVersion.objects.get(), review="asked",
        ),
    ]  # fmt: skip


def fail_jobs(count: int) -> None:
    """So many more jobs of the worker failed for good."""
    for _ in range(count):
        job_id = react.defer(fact=1, handler="shouwen.capabilities.tickets.reactions:make_findable")
        JobFailure.objects.create(job_id=job_id, error="ValueError: no", trace="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")


def write_notes(ticket: Any, desk: Desk, count: int) -> None:
    for n in range(count):
        add_note(ticket=ticket, text=f"第 {n} 次查看", actor=desk.as_agent, at=MONDAY_9)


def a_subject(kind: str) -> Subject:
    return Subject.objects.create(kind=kind)


def places(desk: Desk, firsts: list[models.Model]) -> dict[str, Any]:
    return {
        "customer": desk.customer.pk,
        "contract": desk.contract.pk,
        "asset": next(one for one in firsts if isinstance(one, Asset)).pk,
        "ticket": next(one for one in firsts if isinstance(one, Ticket)).number,
    }


def twins(first: models.Model, count: int) -> None:
    """So many more rows like the first, different only where no two may be the same."""
    together = {
        rule.fields[-1]
        for rule in first._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and len(rule.fields) > 1
    }
    rows = []
    for n in range(count):
        row = copy.copy(first)
        row._state = models.base.ModelState()
        for field in first._meta.concrete_fields:
            if field.one_to_one and getattr(first, field.attname):
                setattr(row, field.name, a_subject(getattr(first, field.name).kind))
            elif field.primary_key:
                setattr(row, field.attname, None)
            elif (field.unique or field.name in together) and not field.is_relation:
                value = getattr(first, field.attname)
                setattr(row, field.attname, another(value, n))
        rows.append(row)
    type(first)._base_manager.bulk_create(rows)


def another(value: Any, n: int) -> Any:
    match value:
        case bytes() | memoryview():
            return bytes(value) + bytes([n])
        case str():
            return f"{value}-{n}"
    return (value or 0) + n + 1


class Asked(NamedTuple):
    """What a page cost, and how long it is."""

    statements: int
    length: int


def asked(client: Client, path: str) -> Asked:
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return Asked(sum(1 for query in counted if not query["sql"].startswith(CONTROL)), len(answer.content))
