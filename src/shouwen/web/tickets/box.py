"""The answer box of a ticket: one text, three kinds, and the further fields of each."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.languages import reader_language
from shouwen.capabilities.tickets.choices import Lane
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import verbs_open_to
from shouwen.capabilities.workplace.models import answer_place
from shouwen.domain.workflow import TicketVerb
from shouwen.ui.components import answer_box, button, field
from shouwen.ui.html import NOTHING, element, joined
from shouwen.web.access import DeskRequest, staff_only
from shouwen.web.acting import find_ticket
from shouwen.web.tickets.answers import AnswerForm, kinds_for


@staff_only
@require_safe
def box(request: DeskRequest, number: str) -> HttpResponse:
    """The box alone, fetched when what one may write has changed: accepted, taken, handed over meanwhile."""
    ticket = find_ticket(request, number)
    return HttpResponse(box_of(request, ticket, verbs_open_to(request.actor, ticket)))


def box_of(request: HttpRequest, ticket: Ticket, verbs: tuple[TicketVerb, ...]) -> SafeString:
    """The box with what this actor may write here; nothing where he may write nothing."""
    kinds = kinds_for(ticket, verbs)
    if not kinds:
        return NOTHING
    is_handed_on = ticket.lane not in (Lane.CUSTOMER, Lane.AGENT)
    may_suspend = TicketVerb.SUSPEND in verbs
    more = _further_fields(ticket.regulation_id, reader_language(), may_suspend, is_handed_on)
    action = f"/t/{ticket.number}/answers"
    token = element("input", type="hidden", name="csrfmiddlewaretoken", value=get_token(request))
    return answer_box(
        kinds,
        action=action,
        csrf=token,
        more=more,
        hx_post=action,
        hx_swap="none",
        data_place=answer_place(ticket.pk),
        acts=joined(
            [
                button(
                    _("Ask for a review"),
                    kind="quiet",
                    icon="eye",
                    key="Alt+Shift+R",
                    href=f"/t/{ticket.number}/review",
                    data_drawer=True,
                    class_="folds",
                ),
                button(
                    _("Macros"),
                    kind="quiet",
                    icon="bulk",
                    key="m",
                    href=f"/t/{ticket.number}/macros",
                    data_drawer=True,
                ),
            ]
        ),
    )


@lru_cache(maxsize=64)
def _further_fields(regulation_id: int, _language: str, may_suspend: bool, is_handed_on: bool) -> SafeString:
    """What an entry may say besides its text: empty fields, the same on every ticket under one regulation.

    Where the work lies beyond the desk, a reply has a second text for the colleagues. What an update must say is
    starred, and asked for by the command alone: the fields are in the form of every kind.
    """
    form = AnswerForm(
        regulation=regulation_id, auto_id="answer_%s"
    )  # panels over the page have fields of the same names
    form.use_required_attribute = False
    for name in ("found", "next_step", "next_at"):
        form.fields[name].required = True
        form.fields[name].widget.attrs["aria-required"] = "true"
    rest = ["wait", "wait_until"] if may_suspend else []
    return joined(
        [
            element("input", type="hidden", name="turns", value=""),
            _part("reply", field(form["conclusion"])) if is_handed_on else NOTHING,
            _part("update", _pair(form, "found", "next_step"), _pair(form, "next_at", "tell_customer")),
            element(
                "details",
                element("summary", _("More")),
                _part("reply", field(form["cc"]), _pair(form, *rest), field(form["answers"])),
                _pair(form, "way", "minutes"),
                class_="details",
            ),
        ]
    )


def _part(kind: str, *fields: SafeString) -> SafeString:
    """Fields that belong to one kind of entry: shown while it is chosen."""
    return element("div", *fields, class_="stack is-tight", data_for=kind)


def _pair(form: AnswerForm, *names: str) -> SafeString:
    return element("div", *(field(form[name]) for name in names), class_="form-pair") if names else NOTHING
