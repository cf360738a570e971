"""The list of requests that wait, and one request with everything that came with it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.asked import whole
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.intake.choices import Held, ItemState
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.permissions import can_sort
from shouwen.capabilities.intake.ports import UnreadableReason
from shouwen.capabilities.intake.queries import attachments_of, newest_items, waiting_count, waiting_items
from shouwen.capabilities.tickets.choices import Channel
from shouwen.capabilities.tickets.models import Ticket
from shouwen.ui.components import Clock, Fact, Tab, badge
from shouwen.ui.components.marks import Tone, as_label
from shouwen.ui.dates import stamp
from shouwen.web.access import DeskRequest, granted
from shouwen.web.intake.forms import AppendForm, DismissForm
from shouwen.web.intake.promised import chips, next_chips

PAGE = 50
TONES: dict[str, Tone] = {
    "waiting": "warn",
    "quarantined": "bad",
    "registered": "good",
    "appended": "good",
    "routed": "",
    "ignored": "",
}
SHOWN = 8  # open tickets of the customer offered to append to


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the list."""

    item: IntakeItem
    channel: str
    sender: str
    mark: SafeString
    why: str
    clock: Clock | None = None


@granted("intake.see")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    """What waits, the oldest first; or what became of all that came in, the newest first."""
    state = request.GET.get("state", "")
    state = state if state in ItemState.values or state == "all" else ""
    after = request.GET.get("after", "")
    start = whole(after) or 0
    found = (
        newest_items(actor=request.actor, state="" if state == "all" else state)
        if state
        else waiting_items(actor=request.actor)
    )
    items = list(found[start : start + PAGE + 1])
    promised = next_chips(items[:PAGE])
    names = {"": _("Waiting"), "quarantined": _("In quarantine"), "ignored": _("Dismissed"), "all": _("All")}
    facts = {
        "rows": [row_of(item, promised.get(item.pk)) for item in items[:PAGE]],
        "tabs": [
            Tab(
                words,
                f"?state={code}" if code else "?",
                code == state,
                waiting_count(actor=request.actor) if not code else None,
                not code,
            )
            for code, words in names.items()
        ]
        + ([Tab(_("Calls"), "/calls")] if request.actor.may("calls.see") else []),
        "is_waiting": not state,
        "heads": [
            _("State"),
            _("Who sent it"),
            _("Title"),
            _("Channel"),
            _("Customer"),
            _("Why it is waiting"),
            _("Came in"),
            _("Due"),
        ],
        "next_url": f"?state={state}&after={start + PAGE}" if len(items) > PAGE else "",
    }
    return render(request, "web/intake/list.html", facts)


@granted("intake.see")
@require_safe
def page(request: DeskRequest, item_id: int) -> HttpResponse:
    return show(request, find_item(request, item_id))


def show(
    request: DeskRequest,
    item: IntakeItem,
    *,
    append_form: AppendForm | None = None,
    dismiss_form: DismissForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The request's page; forms that were refused stay filled in."""
    row = row_of(item)
    is_open = item.state in (ItemState.WAITING, ItemState.QUARANTINED)
    facts = {
        "item": item,
        "row": row,
        "title": item.title or row.sender or _("Request"),
        "facts": _facts(item, row),
        "promises": chips(item),
        "files": list(attachments_of(item)),
        "is_open": is_open,
        "is_unproved": is_open and item.channel == Channel.MAIL and item.verdict != "pass",
        "may_sort": can_sort(request.actor),
        "may_register": request.actor.may("tickets.register"),
        "append_form": append_form
        or AppendForm(initial={"number": item.suspected.number if item.suspected else ""}),
        "dismiss_form": dismiss_form or DismissForm(),
        "tickets": _open_tickets(request, item) if is_open else [],
        "crumbs": [(_("Requests"), reverse("web:intake"))],
    }
    return render(request, "web/intake/item.html", facts, status=status)


def find_item(request: DeskRequest, item_id: int) -> IntakeItem:
    """The request with this id, if the actor may see it; NotVisible otherwise."""
    read_along = ("customer", "contact", "ticket", "suspected", "raw", "sorted_by")
    found = (
        IntakeItem.objects.visible_to(request.actor).select_related(*read_along).filter(pk=item_id).first()
    )
    if found is None:
        raise NotVisible(item=item_id)
    return found


def row_of(item: IntakeItem, clock: Clock | None = None) -> Row:
    return Row(
        item=item,
        channel=as_label(str(Channel(item.channel).label)),
        sender=item.sender_name or item.sender_address or item.sender_phone or _("unknown"),
        mark=badge(as_label(str(ItemState(item.state).label)), tone=TONES[item.state]),
        why=as_label(str(Held(item.held).label)) if item.held else item.note,
        clock=clock,
    )


def _facts(item: IntakeItem, row: Row) -> list[Fact]:
    """What is known about it; what is not is left out."""
    proof = {"pass": _("verified by the receiving server"), "fail": _("rejected by the receiving server")}
    told = [
        Fact(_("State"), row.mark),
        Fact(_("Why it is waiting"), row.why),
        Fact(_("Who sent it"), row.sender),
        Fact(_("Mail"), item.sender_address),
        Fact(_("Phone"), item.sender_phone),
        Fact(
            _("Sender verification"),
            proof.get(item.verdict, _("not verified")) if item.channel == Channel.MAIL else "",
        ),
        Fact(_("Customer"), item.customer.name if item.customer else ""),
        Fact(_("Contact"), item.contact.name if item.contact else ""),
        Fact(_("Channel"), row.channel),
        Fact(_("Came in"), stamp(item.received_at)),
        Fact(_("Remark"), _remark(item)),
        Fact(_("Handled by"), item.sorted_by.name if item.sorted_by else ""),
    ]
    return [fact for fact in told if fact.value]


def _remark(item: IntakeItem) -> str:
    """What a colleague noted; of a mail that can't be read, why in words."""
    code = item.note.partition(" ")[0]
    if item.state != ItemState.QUARANTINED or code not in UnreadableReason.values:
        return item.note
    return as_label(str(UnreadableReason(code).label))


def _open_tickets(request: DeskRequest, item: IntakeItem) -> list[Ticket]:
    """Tickets it may belong to: the one it seems to answer, then the customer's open ones."""
    found = [item.suspected] if item.suspected else []
    if item.customer_id:
        visible = Ticket.objects.visible_to(request.actor).open().filter(customer_id=item.customer_id)
        found += [ticket for ticket in visible.order_by("-reported_at")[:SHOWN] if ticket not in found]
    return found
