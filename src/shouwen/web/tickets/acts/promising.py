"""A promise's date set by hand: offered beside the promises, to whoever may."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.service_levels.permissions import SET_BY_HAND
from shouwen.capabilities.service_levels.queries import clocks_of
from shouwen.capabilities.service_levels.refusals import DateNotAhead
from shouwen.capabilities.tickets.commands import set_promise
from shouwen.capabilities.tickets.models import Ticket
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import choice, instant, text
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm
from shouwen.web.tickets.clocks import name_of


class PromiseForm(TicketForm):
    promise = choice(_("Promise"))
    due_at = instant(
        _("Due at"), help=_("It stays until the promise is kept, whatever happens to levels and suspensions.")
    )
    reason = text(_("Reason"), help=_("Kept on the ticket as a note; only colleagues read it."))

    def prepare(self) -> None:
        choices = [(row.promise, name_of(row)) for row in settable(self.scene.ticket)]
        self.fields["promise"].choices = choices  # type: ignore[attr-defined]  # a choice
        if not choices:
            self.nothing_to_choose = _("No promise of this ticket has a date that could still be set.")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        due_at = values.get("due_at")
        if due_at is not None and due_at <= self.scene.at:
            self.add_error("due_at", DateNotAhead().sentence())
        return values


def settable(ticket: Ticket) -> list[Clock]:
    """The promises still to be kept whose date can be set: a broken one keeps its own."""
    return [
        row for row in clocks_of(ticket.pk) if row.status in ("running", "paused") and row.breached_at is None
    ]


def _set(scene: Scene, values: dict[str, Any]) -> Any:
    return set_promise(ticket=scene.ticket, actor=scene.actor, at=scene.at, **values)


ACTS = (
    Act(
        "promise",
        V.NOTE,
        _set,
        _("The date is set; colleagues read why"),
        "calendar",
        form=PromiseForm,
        fact="ticket.noted",
        title=_("Set the date of a promise"),
        grant=SET_BY_HAND,
    ),
)
