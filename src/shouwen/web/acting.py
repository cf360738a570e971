"""How a screen acts on a ticket: find it among the visible, check the form, run one command, answer in the page.

That a form sent twice counts once is seen to before any view runs (see repeats.py).
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from shouwen.base.asked import whole
from shouwen.base.refusals import InvalidInput, NotVisible
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries import ticket_numbered
from shouwen.web import shell
from shouwen.web.access import DeskRequest

DASHES = "---------"
"""What Django writes where nothing is chosen."""
SENT_ALONG = frozenset({"csrfmiddlewaretoken", "idempotency_key", "seen"})


def find_ticket(request: DeskRequest, number: str) -> Ticket:
    """The ticket with this number and what its page shows; NotVisible if this actor has none."""
    return _found(request, number, with_company=True)


def find_brief(request: DeskRequest, number: str) -> Ticket:
    """The ticket alone, for panels and acts that show nothing of its company."""
    return _found(request, number, with_company=False)


def _found(request: DeskRequest, number: str, *, with_company: bool) -> Ticket:
    found = ticket_numbered(number, actor=request.actor, with_company=with_company)
    if found is None:
        raise NotVisible(number=number)
    return found


def seen_by(request: HttpRequest) -> int | None:
    """The newest fact its user had before him, as the form says."""
    return whole(request.POST.get("seen", ""))


class ActForm(forms.Form):
    """A form of one act: named fields only, anything else that was sent is an error.

    Where nothing is chosen a drop-down says what that means.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
                field.empty_label = _("Please choose") if field.required else _("None in particular")

    def clean(self) -> dict[str, Any]:
        unknown = set(self.data) - set(self.fields) - SENT_ALONG if self.is_bound else set()
        if unknown:
            raise forms.ValidationError(_("Unknown field: %(names)s") % {"names": ", ".join(sorted(unknown))})
        return dict(self.cleaned_data)

    def tell(self, refusal: InvalidInput, *, also: Mapping[str, str] | None = None) -> None:
        """Put the sentences of `refusal` beside their fields; `also` maps names of the command to names of the form."""
        for name, sentence in refusal.errors.items():
            field = (also or {}).get(name, name)
            self.add_error(field if field in self.fields else None, sentence)


def done(
    request: DeskRequest, ticket: Ticket, said: str, *, undo_url: str = "", url: str = ""
) -> HttpResponseBase:
    """The act is done: a toast with its undo; the page's own parts reload, or the browser goes on at `url`."""
    if url and (not shell.is_fragment(request) or url != address_of(ticket)):
        shell.flash(request, said, undo_url=undo_url)
        return shell.see_other(request, url)
    if not shell.is_fragment(request):
        shell.flash(request, said, undo_url=undo_url)
        return shell.see_other(request, url or address_of(ticket))
    response = shell.toasted(HttpResponse(status=204), said, undo_url=undo_url)
    return shell.ringing(shell.closing_drawer(response), f"subject/{ticket.pk}", "queue")


def address_of(ticket: Ticket) -> str:
    return f"/t/{ticket.number}"
