"""What a token may do, in words and to choose from."""

from collections.abc import Iterable
from typing import Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.capabilities.people.commands.tokens import token_areas
from shouwen.web.acting import ActForm

AREAS: Final = {
    "audit": _("Audit"),
    "call_backs": _("Call-backs"),
    "calls": _("Calls"),
    "customers": _("Customers"),
    "figures": _("Figures"),
    "intake": _("Requests"),
    "jobs": _("Job centre"),
    "mailboxes": _("Mailboxes"),
    "messages": _("Outbox"),
    "people": _("People"),
    "regulations": _("Regulation"),
    "service_levels": _("Calendars and promises"),
    "simulations": _("What-if"),
    "status": _("System state"),
    "tickets": _("Tickets"),
    "ui": _("Gallery of the design system"),
    "views": _("Shared views and screens"),
}
AREA_AND_MODE: Final = "{area} · {mode}"


def scope_choices() -> list[tuple[str, str]]:
    """Reading and changing, per area."""
    words = {"read": gettext("read"), "write": gettext("read and change")}
    return [
        (f"{area}:{mode}", AREA_AND_MODE.format(area=area_name(area), mode=words[mode]))
        for area in token_areas()
        for mode in ("read", "write")
    ]


def area_name(area: str) -> str:
    """What people call the area of a scope; its code where nobody gave it a name."""
    return str(AREAS.get(area, area))


def scope_words(scopes: Iterable[str]) -> str:
    """Scopes such as `tickets:read` in words."""
    known = dict(scope_choices())
    return gettext(", ").join(known.get(scope, scope) for scope in scopes)


class TokenForm(ActForm):
    name = forms.CharField(label=_("What it is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=scope_choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year")), (0, _("Until revoked"))],
    )
