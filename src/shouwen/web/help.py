"""What a page is for and what its words mean: shown with its keys by `?` on every page."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Help:
    """Of all pages whose address begins with `path`: what one does there, and the terms one meets."""

    path: str
    about: Promise
    terms: tuple[str, ...] = ()


TERMS: Final[dict[str, tuple[Promise, Promise]]] = {
    "owner": (_("Owner"), _("Answers to the customer until the end, whoever works on it.")),
    "responsible": (_("Responsible"), _("Leads the work on the ticket.")),
    "handler": (_("Handler"), _("Works on it now.")),
    "promise": (_("Promise"), _("Something that must be done by a certain time, as the regulation says.")),
    "suspended": (
        _("Suspended"),
        _("Waiting for a reason; the promises that the regulation names are paused."),
    ),
    "level": (_("Level"), _("How grave it is: from impact and urgency, by the matrix of the regulation.")),
    "priority": (_("Priority"), _("The order of work, 1 to 4; every level has one.")),
    "valid": (_("Valid"), _("The customer is entitled to it, and it is within our services.")),
    "suggestion": (
        _("Suggestion"),
        _("Ranked by skill, duty, load and knowledge of the site; never dispatched automatically."),
    ),
    "duty": (
        _("Being on duty"),
        _("Planned for this time by a weekly plan, not on leave, not on a holiday."),
    ),
    "call_back": (_("Call-back"), _("Asks the customer after completion whether it is settled.")),
    "missed_call": (
        _("Missed call"),
        _("Nobody answered it, whether it rang at somebody or waited in the queue."),
    ),
    "caller_card": (
        _("Caller card"),
        _("Who calls, what he is entitled to and what is open for him, over whatever you have open."),
    ),
    "intake": (_("Requests"), _("What customers asked for and nobody has registered yet.")),
    "maintenance": (_("Maintenance period"), _("The time in which requests under a contract are served.")),
    "snooze": (_("Putting off"), _("Out of your own list until a certain time; no promise stops for it.")),
    "draft": (_("Draft"), _("A version of the regulation that is not in force yet.")),
    "fact": (_("Fact"), _("One thing that happened, kept for ever; facts are sealed into a chain.")),
    "macro": (_("Macro"), _("Several acts and texts under one name, shown before they run.")),
    "grant": (_("Grant"), _("The right to do one thing; a role is a bundle of them.")),
    "outbox": (_("Outbox"), _("Every message with its delivery: waiting, sent, failed, withdrawn.")),
    "figure": (_("Figure"), _("A number with its definition; it is the length of the list it opens.")),
    "simulation": (_("What-if"), _("Past tickets counted again under another regulation; nothing changes.")),
}
TICKET: Final = ("owner", "responsible", "handler", "promise", "suspended")

PAGES: Final = (
    Help(
        "/",
        _("Your first minute: what is on your desk, what is late, what waits. Every figure opens its list."),
        TICKET,
    ),
    Help(
        "/todo",
        _(
            "Everything that waits for you: overdue first, then day by day. Put off what can wait; "
            "it comes back by itself."
        ),
        ("owner", "responsible", "handler", "promise", "snooze"),
    ),
    Help(
        "/tickets",
        _("Work a list: views as tabs, filters as chips, columns as you like. What you see can be exported."),
        (*TICKET, "level", "priority"),
    ),
    Help(
        "/tickets/board",
        _(
            "Where work flows and where it jams: open tickets by state, with how many and since when. A move is an act."
        ),
        TICKET,
    ),
    Help(
        "/views",
        _("Views and layout: what a list shows, for you, your team or the whole desk."),
        ("priority",),
    ),
    Help(
        "/cells",
        _("Change one value of a row; the regulation says what follows from it."),
        ("level", "handler"),
    ),
    Help(
        "/t/",
        _(
            "Settle one matter: read its timeline, answer, act. Acts that the workflow allows now are under More."
        ),
        (*TICKET, "level", "macro"),
    ),
    Help(
        "/t/new",
        _("Write down who is calling and what is wrong; level and promises follow as you type."),
        ("valid", "level", "promise"),
    ),
    Help(
        "/dispatch",
        _("Give waiting work to somebody. Each suggestion says why; you decide."),
        ("suggestion", "duty", "promise"),
    ),
    Help(
        "/dispatch/board",
        _("Your team's day: give each waiting card to somebody."),
        ("suggestion", "duty"),
    ),
    Help(
        "/intake",
        _("Look at what came in by mail and portal: register it, add it to a ticket, or route it away."),
        ("intake", "valid"),
    ),
    Help(
        "/calls",
        _(
            "Calls of the hotline: missed ones first, to be called back; each says who it was and what came of it."
        ),
        ("missed_call", "caller_card"),
    ),
    Help(
        "/call-backs",
        _(
            "Call customers whose ticket is completed, following the script beside; the answer closes or reopens it."
        ),
        ("call_back", "promise"),
    ),
    Help(
        "/customers",
        _("Our customers: contacts, sites, assets, contracts, and what is open."),
        ("valid", "maintenance"),
    ),
    Help("/contacts", _("Somebody at a customer: how to reach them, and what they asked."), ("valid",)),
    Help("/sites", _("A place of a customer.")),
    Help("/assets", _("One installed product with its serial number."), ("maintenance",)),
    Help(
        "/contracts",
        _("What was promised to a customer, on which products, until when."),
        ("maintenance", "valid"),
    ),
    Help(
        "/products",
        _("What we serve; contracts cover products and requests name them."),
        ("maintenance",),
    ),
    Help(
        "/people",
        _("Colleagues, their duty, teams, roles and skills; dispatch follows them."),
        ("duty", "grant", "suggestion"),
    ),
    Help("/tokens", _("Tokens by which programs sign in for you."), ("grant",)),
    Help(
        "/regulation",
        _("The document the desk works by. Change a draft, see what would change, put it in force."),
        ("draft", "promise", "level"),
    ),
    Help("/schemas", _("The shape of a regulation, for programs."), ("draft",)),
    Help(
        "/figures",
        _("How the desk did in a period. Each figure says what it counts and opens exactly those records."),
        ("figure",),
    ),
    Help(
        "/simulations",
        _("Before a limit is promised, see how often it would have been kept."),
        ("simulation", "promise"),
    ),
    Help("/settings", _("Everything that can be set, according to your permissions."), ("grant", "draft")),
    Help("/audit", _("Who did what when; the chain proves that nothing was altered."), ("fact",)),
    Help(
        "/status",
        _("Whether the desk is fine; each red line says how to repair it."),
        ("fact", "outbox"),
    ),
    Help(
        "/outbox",
        _("What the desk said to whom, and the mailboxes it reads and sends with."),
        ("outbox",),
    ),
    Help("/jobs", _("Your jobs: how far they are, what they made, and how to stop them.")),
    Help("/inbox", _("What changed for you, grouped by ticket. Open, read, or mute it."), ("promise",)),
    Help("/search", _("Finds everything by number, phone, name, company or words of a ticket.")),
    Help("/drafts", _("Everything you started writing and did not send.")),
    Help("/macros", _("Acts and texts that belong together, under one name."), ("macro",)),
    Help(
        "/phrases",
        _("Words worth using again: placeholders in braces are filled from the ticket."),
        ("macro",),
    ),
    Help("/me", _("Your language, password, browsers, calendar, keys and tokens."), ("grant",)),
    Help("/more", _("Every page you may open.")),
    Help("/wall", _("The desk in large figures, for a hall."), ("promise",)),
)
LONGEST_FIRST: Final = tuple(sorted(PAGES, key=lambda page: -len(page.path)))


def help_for(path: str) -> Help:
    """The help of the nearest page above `path`; the first page's where there is none."""
    return next(page for page in LONGEST_FIRST if path.startswith(page.path))


def terms_of(page: Help) -> list[tuple[Promise, Promise]]:
    """The terms of a page with what they mean."""
    return [TERMS[code] for code in page.terms]
