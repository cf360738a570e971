"""The journal as it was written: who told what about which subject, filtered; and its export."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.models import Fact, JournalBlock, JournalUnsealed
from shouwen.capabilities.customers.models import Contact, Contract, Customer, Product
from shouwen.capabilities.people.models import Person, Role, Team
from shouwen.capabilities.regulations.queries import active_regulation
from shouwen.capabilities.tickets.models import Ticket
from shouwen.ui.dates import stamp
from shouwen.web.access import DeskRequest, granted
from shouwen.web.audit.filters import FilterForm, chosen, door_words, fact_words, kind_words

PAGE = 100
MOST_EXPORTED = 100_000
COLUMNS = (
    "id",
    "recorded_at",
    "at",
    "actor_kind",
    "actor_id",
    "via",
    "kind",
    "subject",
    "number",
    "seq",
    "name",
    "payload",
    "digest",
)


NAMED_BY: tuple[tuple[Any, str], ...] = (
    (Person, "name"),
    (Customer, "name"),
    (Contract, "number"),
    (Product, "code"),
    (Team, "code"),
    (Role, "code"),
)
"""What is told about, and the column of its name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact with the names behind its ids and the words behind its codes."""

    fact: Fact
    words: str
    actor: str
    door: str
    kind: str
    number: str
    called: str
    payload: str


@granted("audit.see")
@require_safe
def show(request: DeskRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    choice = chosen(form)
    before = request.GET.get("before", "")
    found = choice.facts()
    found = found.filter(pk__lt=whole(before)) if whole(before) else found
    facts = list(found[: PAGE + 1])
    last = JournalBlock.objects.order_by("-no").only("no", "digest", "sealed_at").first()
    shown = {
        "form": form,
        "rows": list(rows_of(facts[:PAGE])),
        "is_filtered": choice.is_set,
        "heads": [_("Recorded at"), _("Who"), _("Through"), _("About"), _("Fact"), _("What it says")],
        "next_url": f"?{choice.query(before=facts[PAGE - 1].pk)}" if len(facts) > PAGE else "",
        "export_url": f"/audit/export?{choice.query()}",
        "last": last,
        "last_digest": bytes(last.digest).hex()[:16] if last else "",
        "unsealed": JournalUnsealed.objects.count(),
        "crumbs": [(_("Settings"), reverse("web:settings"))],
    }
    return render(request, "web/audit/journal.html", shown)


@granted("audit.see")
@require_safe
def export(request: DeskRequest) -> HttpResponseBase:
    """The facts that fit as CSV with a byte-order mark, the newest first, row by row."""
    found = chosen(FilterForm(request.GET)).facts()[:MOST_EXPORTED]
    response = StreamingHttpResponse(_lines(found.iterator(2000)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, "journal.csv") or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def rows_of(facts: list[Fact]) -> Iterator[Row]:
    """`facts` with names; five statements however many they are."""
    persons = _names(Person, {fact.actor_id for fact in facts if fact.actor_kind == "person"})
    contacts = _names(Contact, {fact.actor_id for fact in facts if fact.actor_kind == "contact"})
    numbers = dict(
        Ticket.objects.filter(pk__in={fact.subject_id for fact in facts}).values_list("pk", "number")
    )
    called = _called({fact.subject_id for fact in facts} - set(numbers))
    regulation = active_regulation()
    for fact in facts:
        known = {"person": persons, "contact": contacts}.get(fact.actor_kind, {})
        actor = known.get(fact.actor_id or 0) or (
            _("the system") if fact.actor_kind == "system" else _("nobody")
        )
        payload = (
            json.dumps(fact.payload, ensure_ascii=False, separators=(", ", ": ")) if fact.payload else ""
        )
        yield Row(
            fact,
            fact_words(regulation, fact.name),
            actor,
            door_words(fact.via),
            kind_words(fact.subject.kind),
            numbers.get(fact.subject_id, ""),
            called.get(fact.subject_id, str(fact.subject_id)),
            payload,
        )


def _called(subjects: set[int]) -> dict[int, str]:
    """What persons, customers, contracts, products, teams and roles are called; one statement."""
    named = [
        model.objects.filter(subject_id__in=subjects).order_by().values_list("subject_id", name)
        for model, name in NAMED_BY
    ]
    return dict(named[0].union(*named[1:], all=True))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(facts: Iterable[Fact]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    batch: list[Fact] = []
    for fact in facts:
        batch.append(fact)
        if len(batch) == PAGE:
            yield from (writer.writerow(_cells(row)) for row in rows_of(batch))
            batch = []
    yield from (writer.writerow(_cells(row)) for row in rows_of(batch))


def _cells(row: Row) -> tuple[object, ...]:
    fact = row.fact
    return (
        fact.pk,
        stamp(fact.recorded_at),
        stamp(fact.at),
        fact.actor_kind,
        fact.actor_id,
        fact.via,
        fact.subject.kind,
        fact.subject_id,
        row.number,
        fact.seq,
        fact.name,
        row.payload,
        bytes(fact.digest).hex(),
    )


def _names(model: type[Person] | type[Contact], ids: set[int | None]) -> dict[int, str]:
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
