"""One page from which everything that can be set is reached, by what each person may do."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shouwen.web.access import DeskRequest, holds_any, staff_only
from shouwen.web.shell import address


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere one sets or looks after something; shown to holders of any one of `grants` (none: to all staff)."""

    route: str
    title: Promise | str
    about: Promise | str
    icon: str
    grants: frozenset[str] = frozenset()
    query: str = ""

    @property
    def url(self) -> str:
        return address(self.route) + self.query


READS = frozenset({"regulations.see", "regulations.draft", "regulations.activate"})
PLACES: tuple[tuple[Promise | str, tuple[Place, ...]], ...] = (
    (
        _("How the desk works"),
        (
            Place(
                "web:regulation",
                _("Regulation"),
                _("Promises, workflow, closing rules: the document the desk works by."),
                "regulation",
                READS,
            ),
            Place(
                "web:regulation-versions",
                _("Versions"),
                _("Drafts, what was in force, the shipped regulations."),
                "history",
                READS,
            ),
            Place(
                "web:regulation",
                _("Calendars"),
                _("Working hours, holidays, make-up workdays."),
                "calendar",
                READS,
                "?part=calendars",
            ),
            Place(
                "web:simulations",
                _("What-if"),
                _("Past tickets under another regulation: what would have been kept."),
                "history",
                frozenset({"simulations.run"}),
            ),
        ),
    ),
    (
        _("People"),
        (
            Place(
                "web:people",
                _("People"),
                _("Invite, change, disable; roles and skills."),
                "people",
                frozenset({"people.see"}),
            ),
            Place(
                "web:duty",
                _("Duty"),
                _("The week's shifts and leave."),
                "calendar",
                frozenset({"people.see"}),
            ),
            Place(
                "web:structure",
                _("Teams, roles, skills"),
                _("Who belongs where and what a role may do."),
                "team",
                frozenset({"people.see"}),
            ),
        ),
    ),
    (
        _("Customers"),
        (
            Place(
                "web:customers",
                _("Customers"),
                _("Contacts, sites, contracts, assets."),
                "customer",
                frozenset({"customers.see"}),
            ),
            Place(
                "web:products",
                _("Products"),
                _("What contracts cover and requests name."),
                "product",
                frozenset({"customers.see"}),
            ),
            Place(
                "web:customers-import",
                _("Import"),
                _("Customers and contracts from Excel."),
                "upload",
                frozenset({"customers.import"}),
            ),
        ),
    ),
    (
        _("Messages"),
        (
            Place(
                "web:outbox",
                _("Outbox"),
                _("What is waiting, failed and sent."),
                "send",
                frozenset({"messages.see"}),
            ),
            Place(
                "web:mailboxes",
                _("Mailboxes"),
                _("Where mail is read and how it is sent."),
                "mail",
                frozenset({"mailboxes.manage"}),
            ),
            Place(
                "web:intake",
                _("Requests"),
                _("What came in and is waiting."),
                "inbox",
                frozenset({"intake.see"}),
            ),
        ),
    ),
    (
        _("Behind the scenes"),
        (
            Place(
                "web:status",
                _("System status"),
                _("Is everything fine, and how to repair what is not."),
                "status",
                frozenset({"status.see"}),
            ),
            Place(
                "web:jobs",
                _("Job centre"),
                _("Exports, imports and replays: progress and results."),
                "progress",
            ),
            Place(
                "web:audit",
                _("Audit"),
                _("The whole journal and the proof that it is intact."),
                "shield",
                frozenset({"audit.see"}),
            ),
            Place("api-docs", _("API"), _("Every act for programs, with its description."), "robot"),
        ),
    ),
    (
        _("Yourself"),
        (
            Place(
                "web:me", _("My account"), _("Password, second step, language, appearance, tokens."), "person"
            ),
        ),
    ),
)


@staff_only
@require_safe
def show(request: DeskRequest) -> HttpResponse:
    groups = [
        (
            title,
            [
                place
                for place in places
                if place.url and (not place.grants or holds_any(request.actor, place.grants))
            ],
        )
        for title, places in PLACES
    ]
    return render(
        request,
        "web/settings/index.html",
        {"groups": [(title, places) for title, places in groups if places]},
    )
