"""A call of the hotline in words: its number, how it stands, who answered it, and its line in the story of a ticket."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.calls.topics import ALL
from shouwen.capabilities.customers.queries import show_phone
from shouwen.ui.components import badge
from shouwen.ui.components.marks import Tone, as_label
from shouwen.ui.dates import span_words, stamp
from shouwen.ui.html import element, joined


def phone_of(call: Call) -> str:
    """The number as people write it; as it was told where it can't be read."""
    if call.number:
        return show_phone(call.number, call.extension)
    return call.told_number or _("Number withheld")


def mark_of(call: Call) -> SafeString:
    """How the call stands, in a word."""
    tone: Tone = "bad" if call.is_to_call_back else ""
    if call.ended_at is None:
        return badge(_("On the phone"), tone="good") if call.answered_at else badge(_("Ringing"), tone="warn")
    if call.called_back_at is not None:
        return badge(_("Called back"), tone="good")
    return badge(as_label(call.get_ending_display()), tone=tone)


def part_of(call: Call) -> str:
    """What the colleague of a call did: answered it, or had it ringing; that it waited for nobody in particular."""
    if call.person is None:
        return _("in the waiting line")
    return _("answered it") if call.answered_at else _("it rang there")


def talked(call: Call) -> str:
    """How long was talked; empty for a call that goes on or that nobody answered."""
    return span_words(call.ended_at - call.answered_at) if call.ended_at and call.answered_at else ""


def outcome_of(call: Call) -> str:
    """Who answered and how long they talked, or that nobody did; then who called back."""
    name = call.person.name if call.person else ""
    if call.answered_at:
        who = _("%(name)s answered") % {"name": name} if name else _("answered")
        return _("%(who)s, talked %(span)s") % {"who": who, "span": talked(call)} if call.ended_at else who
    if call.ended_at is None:
        return _("rings at %(name)s") % {"name": name} if name else _("waits in the line")
    missed = _("missed, it rang at %(name)s") % {"name": name} if name else _("missed in the waiting line")
    if call.called_back_by is None:
        return missed
    return _("%(missed)s; %(name)s called back") % {"missed": missed, "name": call.called_back_by.name}


def line_of(call: Call) -> SafeString:
    """When it came, from which number, and what became of it; one that goes on is read anew when that changes."""
    goes_on = call.ended_at is None
    again = {
        "hx_get": f"/calls/{call.pk}/line",
        "hx_trigger": "live",
        "hx_swap": "outerHTML",
        "data_live": ALL,
    }
    when = element(
        "a", f"{stamp(call.began_at)} · {phone_of(call)}", href=f"/calls/{call.pk}", data_drawer=True
    )
    return element(
        "span", joined([when, f" · {outcome_of(call)}"]), id=f"call-{call.pk}", **(again if goes_on else {})
    )
