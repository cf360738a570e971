"""What is loaded beside the story: who worked on it, call-backs, files, messages, related tickets, the journal."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shouwen.base.actors import Actor
from shouwen.base.files import Upload
from shouwen.base.languages import name_in
from shouwen.base.models import Fact
from shouwen.base.time import now
from shouwen.capabilities.call_backs.queries import call_backs_of
from shouwen.capabilities.notifications.queries import messages_of
from shouwen.capabilities.people.models import Person
from shouwen.capabilities.regulations.queries import regulation_of
from shouwen.capabilities.tickets.choices import SPLIT_TAKEN_BACK, Channel, LinkKind, Visibility
from shouwen.capabilities.tickets.commands import attach_file
from shouwen.capabilities.tickets.models import Meeting, Merge, Ticket
from shouwen.capabilities.tickets.permissions import has_part, may_do, may_keep_meeting
from shouwen.capabilities.tickets.queries import attachments_of, mark_helper
from shouwen.capabilities.tickets.queries.lists import rows_of as listed
from shouwen.capabilities.tickets.queries.meetings import meetings_of
from shouwen.capabilities.tickets.queries.progress import progress_of
from shouwen.domain.regulation import Regulation
from shouwen.domain.workflow import TicketVerb
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import done, find_brief
from shouwen.web.audit.filters import door_words
from shouwen.web.outbox.messages import error_words
from shouwen.web.regulations.wording import happening
from shouwen.web.regulations.wording import listed as enumerated
from shouwen.web.tickets.entries import file_of
from shouwen.web.tickets.page import tabs_of
from shouwen.web.tickets.rows import rows_of
from shouwen.web.words import choices_of, grade_name, promise_name

LONGEST_JOURNAL = 200
REMOTE_TONES = {"unknown": "", "yes": "good", "no": "warn"}
TONES = {"sent": "good", "failed": "bad", "waiting": "blue"}


@staff_only
@require_safe
def progress(request: DeskRequest, number: str) -> HttpResponse:
    """What an agent reads out to a customer who asks how far it is (SA-13)."""
    ticket = find_brief(request, number)
    told = progress_of(ticket)
    named = promise_name(regulation_of(ticket.regulation_id).document, told.promise) if told.promise else ""
    return render(
        request, "web/tickets/progress.html", {"ticket": ticket, "progress": told, "promise": named}
    )


@staff_only
@require_safe
def people(request: DeskRequest, number: str) -> HttpResponse:
    """Every dispatch with what became of it, the hand-over packages, the tasks of helpers."""
    ticket = find_brief(request, number)
    rules = regulation_of(ticket.regulation_id).document.dispatch
    reasons = dict(
        [
            *choices_of(rules.refusal_reasons),
            *choices_of(rules.wrong_reasons),
            *choices_of(rules.hand_over_reasons),
        ]
    )
    dispatches = ticket.dispatches.select_related("engineer", "team", "dispatched_by").order_by("-pk")[:10]
    packages = ticket.hand_overs.select_related("from_person", "to_person", "to_team").order_by("-pk")[:5]
    return render(
        request,
        "web/tickets/_people.html",
        {
            "ticket": ticket,
            "tasks": list(
                ticket.tasks.select_related("person", "asked_by").order_by("finished_at", "pk")[:20]
            ),
            "dispatches": [
                {
                    "row": row,
                    "to": row.engineer.name
                    if row.engineer
                    else name_in(row.team.names if row.team else None),
                    "reason": reasons.get(row.outcome_reason, row.outcome_reason),
                }
                for row in dispatches
            ],
            "meetings": [
                {
                    "row": told.meeting,
                    "invited": enumerated(person.name for person in told.invited),
                    "attended": enumerated(person.name for person in told.attended),
                    "tone": REMOTE_TONES[told.meeting.remote],
                    "url": f"/t/{ticket.number}/{_record_act(told.meeting)}?meeting={told.meeting.pk}",
                }
                for told in meetings_of(ticket.pk)
            ],
            "may_keep": may_keep(request.actor, ticket),
            "packages": [
                {
                    "row": row,
                    "to": row.to_person.name
                    if row.to_person
                    else name_in(row.to_team.names if row.to_team else None),
                    "why": reasons.get(row.reason, row.reason),
                }
                for row in packages
            ],
        },
    )


def _record_act(meeting: Meeting) -> str:
    return "correct-meeting" if meeting.held_at else "keep-meeting"


def may_keep(actor: Actor, ticket: Ticket) -> bool:
    """Whether the panel offers to write down what came of a meeting."""
    mark_helper(ticket, actor)
    return may_keep_meeting(actor, ticket)


@staff_only
@require_safe
def call_backs(request: DeskRequest, number: str) -> HttpResponse:
    """The call-backs of this ticket: what is due, what each try brought."""
    ticket = find_brief(request, number)
    document = regulation_of(ticket.regulation_id).document
    names = dict(choices_of(document.call_backs))
    rows = [
        {
            "row": row,
            "name": names.get(row.rule, row.rule),
            "grade": grade_name(document, row.questionnaire, row.grade),
        }
        for row in call_backs_of(ticket.pk)
    ]
    return render(
        request,
        "web/tickets/_call_backs.html",
        {
            "ticket": ticket,
            "rows": rows,
            "may": may_do(request.actor, TicketVerb.CALL_BACK, ticket),
        },
    )


@staff_only
@require_safe
def files(request: DeskRequest, number: str) -> HttpResponse:
    """All files of the ticket."""
    ticket = find_brief(request, number)
    shown = [file_of(attachment) for attachment in attachments_of(ticket=ticket, actor=request.actor)]
    return _tab(
        request,
        ticket,
        "files",
        files=shown,
        may_add=may_do(request.actor, TicketVerb.ATTACH, ticket),
        may_show=has_part(request.actor, ticket),
    )


@staff_only
@require_POST
def add_files(request: DeskRequest, number: str) -> HttpResponseBase:
    """Files dropped, picked or pasted are kept on the ticket; only colleagues see them unless `customer` is ticked."""
    ticket = find_brief(request, number)
    visibility = Visibility.CUSTOMER if request.POST.get("customer") else Visibility.INTERNAL
    kept = 0
    for name in ("file", "files"):
        for file in request.FILES.getlist(name):
            upload = Upload.of_form(file)
            attach_file(ticket=ticket, upload=upload, actor=request.actor, at=now(), visibility=visibility)
            kept += 1
    return done(
        request,
        ticket,
        ngettext("%(n)d file attached", "%(n)d files attached", kept) % {"n": kept},
        url=f"/t/{ticket.number}/files",
    )


@staff_only
@require_safe
def messages(request: DeskRequest, number: str) -> HttpResponse:
    """Every message about the ticket with its delivery."""
    ticket = find_brief(request, number)
    heads = [_("Written"), _("Channel"), _("To"), _("Subject"), _("Delivery")]
    found = messages_of(subject_id=ticket.pk)[:100]
    sent = [
        (
            message,
            _channel_name(message.channel),
            TONES.get(message.state, ""),
            error_words(message.last_error),
        )
        for message in found
    ]
    return _tab(request, ticket, "messages", heads=heads, sent=sent)


@staff_only
@require_safe
def related(request: DeskRequest, number: str) -> HttpResponse:
    """Links, parent and parts, what was merged, and the other tickets of the customer, as far as they may be seen."""
    ticket = find_brief(request, number)
    visible = Ticket.objects.visible_to(request.actor)
    links = list(ticket.links.filter(other__in=visible).select_related("other")) + list(
        ticket.linked_from.filter(ticket__in=visible).select_related("ticket")
    )
    parts = visible.filter(parent_id=ticket.pk).order_by("-pk")
    absorbed = visible.filter(
        pk__in=Merge.objects.filter(survivor_id=ticket.pk, undone_at__isnull=True).values("absorbed_id")
    )
    others = (
        visible.filter(customer_id=ticket.customer_id).exclude(pk=ticket.pk).order_by("-reported_at")
        if ticket.customer_id
        else visible.none()
    )
    return _tab(
        request,
        ticket,
        "related",
        links=[_link(link, ticket) for link in links],
        parts=rows_of(listed(parts, limit=20)),
        absorbed=rows_of(listed(absorbed.order_by("-pk"), limit=20)),
        others=rows_of(listed(others, limit=10)),
    )


@staff_only
@require_safe
def journal(request: DeskRequest, number: str) -> HttpResponse:
    """The facts themselves, newest first, as they stand sealed in the journal; `name` and `who` narrow them."""
    ticket = find_brief(request, number)
    facts = Fact.objects.filter(subject_id=ticket.pk).order_by("-seq")
    name, who = request.GET.get("name", ""), request.GET.get("who", "")
    if name in ("ticket", "clock"):
        facts = facts.filter(name__startswith=f"{name}.")
    if who in ("person", "contact", "system"):
        facts = facts.filter(actor_kind=who)
    found = list(facts[:LONGEST_JOURNAL])
    document = regulation_of(ticket.regulation_id).document
    ids = {fact.actor_id for fact in found if fact.actor_kind == "person"}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    return _tab(
        request,
        ticket,
        "journal",
        name=name,
        who=who,
        told=[_fact(fact, names, document) for fact in found],
        heads=[("#", "number"), _("When"), _("Fact"), _("Who"), _("Data"), _("Seal")],
        name_choices=[
            ("", _("All facts")),
            ("ticket", _("Acts")),
            ("clock", _("Clocks")),
        ],
        who_choices=[
            ("", _("Anybody")),
            ("person", _("Colleagues")),
            ("contact", _("The customer")),
            ("system", _("The desk")),
        ],
    )


def _tab(request: DeskRequest, ticket: Ticket, current: str, **places: Any) -> HttpResponse:
    return render(
        request, f"web/tickets/{current}.html", {"ticket": ticket, "tabs": tabs_of(ticket, current), **places}
    )


def _channel_name(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else _("inside")


def _link(link: Any, ticket: Ticket) -> dict[str, str]:
    other = link.other if link.ticket_id == ticket.pk else link.ticket
    words = (
        link.get_kind_display()
        if link.ticket_id == ticket.pk
        else _("named by: %(kind)s") % {"kind": link.get_kind_display()}
    )
    if link.kind == LinkKind.SPLIT_FROM and link.ticket.close_kind == SPLIT_TAKEN_BACK:
        words = f"{words} · {_('split taken back')}"
    return {"kind": words, "number": other.number, "title": other.title, "url": f"/t/{other.number}"}


def _fact(fact: Fact, names: dict[int, str], document: Regulation) -> dict[str, Any]:
    """One fact as the journal shows it: no word is left out, none is added."""
    who = names.get(fact.actor_id or 0, "") or {"contact": _("The customer"), "system": _("The desk")}.get(
        fact.actor_kind, fact.actor_kind
    )
    told = " · ".join(
        f"{key}={value}"
        for key, value in sorted(fact.payload.items())
        if value not in (None, "", [], {}) and key not in ("before", "fields")
    )
    return {
        "seq": fact.seq,
        "name": fact.name,
        "words": happening(document, fact.name),
        "who": who,
        "via": door_words(fact.via),
        "at": fact.at,
        "told": told,
        "digest": bytes(fact.digest).hex()[:12],
    }
