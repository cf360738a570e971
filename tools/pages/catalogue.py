"""The list of pages: a name, an address with {places} to be filled from the demo story, and who looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CUSTOMER: Final = "wangfang@yiyuan.example"
AGENT, LEADER, MANAGER, ENGINEER, KEEPER, NOBODY = "linxiao", "liuyang", "zhoumin", "wangqiang", "admin", ""
QUALITY: Final = "wujing"
LIGHT, QUEUE, OTHER = 80, 180, 180  # kB gzipped that the first load of a page may weigh


@dataclass(frozen=True, slots=True)
class Page:
    """A page as `who` sees it: a colleague's user name, the customer's mail address, or nobody.

    `weight` is what its first load may weigh in kB gzipped, `statements` how many it may ask of the database; `status`
    is what it answers where that is no success.
    """

    name: str
    path: str
    who: str = MANAGER
    weight: int = OTHER
    status: int = 200
    statements: int = 12


WORK: Final = (
    Page("today-agent", "/", AGENT),
    Page("today-manager", "/"),
    Page("today-leader", "/", LEADER),
    Page("today-engineer", "/", ENGINEER),
    Page("today-quality", "/", QUALITY),
    Page("todo-agent", "/todo", AGENT),
    Page("todo-engineer", "/todo", ENGINEER),
    Page("todo-asked", "/todo?show=asked", AGENT),
    Page("todo-followed", "/todo?show=followed", AGENT),
    Page("todo-put-off", "/todo?show=snoozed", AGENT),
    Page("todo-snooze", "/todo/{todo}/snooze", AGENT),
    Page("tickets", "/tickets", AGENT, QUEUE),
    Page("tickets-mine", "/tickets?view=mine", ENGINEER, QUEUE),
    Page("tickets-to-dispatch", "/tickets?view=to-dispatch", LEADER, QUEUE),
    Page("tickets-none", "/tickets?view=open&text=没有这样的工单", AGENT, QUEUE),
    Page("tickets-board", "/tickets/board", MANAGER, QUEUE),
    Page("tickets-board-narrow", "/tickets/board?view=open&level=high", AGENT, QUEUE),
    Page("ticket-moves", "/t/{ticket}/moves"),
    Page("tickets-layout", "/views/layout?place=open", AGENT),
    Page("tickets-bulk", "/tickets/bulk/dispatch?ticket={ticket}&ticket={major}"),
    Page("view-new", "/views/new?view=open", AGENT),
    Page("ticket", "/t/{ticket}", AGENT, QUEUE),
    Page("ticket-major", "/t/{major}", MANAGER, QUEUE),
    Page("ticket-closed", "/t/{closed}", AGENT, QUEUE),
    Page("ticket-engineer", "/t/{engineers}", ENGINEER, QUEUE),
    Page("ticket-clock", "/t/{ticket}/clocks/{clock}/sheet"),
    Page("ticket-sheet", "/t/{ticket}/sheet", AGENT),
    Page("ticket-sheets", "/tickets/sheets?ticket={ticket}&ticket={major}", MANAGER),
    Page("ticket-macro", "/t/{ticket}/macros/{macro}", AGENT),
    Page("ticket-review", "/t/{ticket}/review", AGENT),
    Page("new-ticket", "/t/new", AGENT),
    Page("dispatch", "/dispatch", LEADER),
    Page("board", "/dispatch/board", LEADER),
    Page("wall", "/wall"),
    Page("wall-screens", "/wall/screens"),
    Page("wall-hall", "/wall/{screen}", NOBODY),
    Page("calls", "/calls", AGENT),
    Page("calls-missed", "/calls?show=missed", AGENT),
    Page("call", "/calls/{call}", AGENT),
    Page("call-backs", "/call-backs", AGENT),
    Page("call-backs-made", "/call-backs?whose=made", QUALITY),
    Page("call-back-looked-at", "/call-backs/{call_back}", QUALITY),
    Page("call-back", "/call-backs/{call_back}", AGENT),
    Page("intake", "/intake", AGENT),
    Page("intake-item", "/intake/{intake}", AGENT),
    Page("inbox", "/inbox", ENGINEER),
    Page("search", "/search?q=打印", AGENT),
    Page("search-none", "/search?q=没有这样的词", AGENT),
    Page("drafts", "/drafts", AGENT),
    Page("phrases", "/phrases", AGENT),
    Page("phrase-new", "/phrases/new", AGENT),
    Page("phrase", "/phrases/{phrase}", AGENT),
    Page("macros", "/macros", AGENT),
    Page("macro-new", "/macros/new", AGENT),
    Page("macro", "/macros/{macro}", AGENT),
    Page("more", "/more", AGENT),
)
REGISTERS: Final = (
    Page("customers", "/customers", AGENT),
    Page("customer-new", "/customers/new"),
    Page("customers-import", "/customers/import"),
    Page("customer", "/customers/{customer}", AGENT),
    Page("customer-change", "/customers/{customer}/change"),
    Page("contact-new", "/customers/{customer}/contacts"),
    Page("site-new", "/customers/{customer}/sites"),
    Page("asset-new", "/customers/{customer}/assets"),
    Page("contract-new", "/customers/{customer}/contracts"),
    Page("contact", "/contacts/{contact}"),
    Page("contact-merge", "/contacts/{contact}/merge"),
    Page("site", "/sites/{site}"),
    Page("asset", "/assets/{asset}"),
    Page("contract", "/contracts/{contract}"),
    Page("products", "/products"),
    Page("product-new", "/products/new"),
    Page("product", "/products/HIS"),
    Page("people", "/people"),
    Page("person-new", "/people/new", KEEPER),
    Page("duty", "/people/duty"),
    Page("leave", "/people/leave"),
    Page("teams", "/people/structure", KEEPER),
    Page("team-new", "/people/teams/new", KEEPER),
    Page("team", "/people/teams/second_line", KEEPER),
    Page("role-new", "/people/roles/new", KEEPER),
    Page("role", "/people/roles/agent", KEEPER),
    Page("skill-new", "/people/skills/new", KEEPER),
    Page("person", "/people/{person}", KEEPER),
    Page("person-change", "/people/{person}/change", KEEPER),
    Page("person-plan", "/people/{person}/plan", KEEPER),
    Page("person-role", "/people/{person}/roles", KEEPER),
    Page("person-team", "/people/{person}/teams", KEEPER),
    Page("person-skill", "/people/{person}/skills", KEEPER),
    Page("me", "/me", AGENT),
    Page("me-settings", "/me/settings", AGENT),
    Page("me-keys", "/me/keys", AGENT),
    Page("me-password", "/me/password", AGENT),
    Page("me-token", "/me/tokens", AGENT),
)
PARTS: Final = (
    "calendars", "classes", "promises", "workflow", "dispatch", "after", "messages", "roles", "figures",
)  # fmt: skip
SECTIONS: Final = (
    "name", "about", "desk", "levels", "impacts", "urgencies", "difficulties", "grading", "service_levels", "workflow",
    "dispatch", "points", "standard_hours",
)  # fmt: skip
RULES: Final = (
    "calendars", "roles", "teams", "classes", "categories", "required_fields", "routes", "targets", "ladders",
    "call_backs", "questionnaires", "scripts", "templates", "closing", "kpi", "reports",
)  # fmt: skip
DRAFT: Final = "/regulation/versions/{draft}"
HOUSE: Final = (
    Page("regulation", "/regulation"),
    *(Page(f"regulation-{part}", f"/regulation?part={part}") for part in PARTS),
    Page("regulation-versions", "/regulation/versions"),
    Page("regulation-version", "/regulation/versions/{version}", KEEPER),
    Page("regulation-changes", "/regulation/versions/{draft}/changes", KEEPER),
    Page("regulation-text", "/regulation/versions/{draft}/text", KEEPER),
    Page("regulation-activation", "/regulation/versions/{draft}/activation", KEEPER),
    *(Page(f"regulation-edit-{part}", f"{DRAFT}/edit/{part}", KEEPER) for part in SECTIONS),
    *(Page(f"regulation-edit-{part}", f"{DRAFT}/edit/{part}/{{{part}}}", KEEPER) for part in RULES),
    *(Page(f"regulation-add-{part}", f"{DRAFT}/add/{part}", KEEPER) for part in RULES),
    Page("regulation-draft", "/regulation/drafts", KEEPER),
    Page("holidays", "/regulation/holidays", KEEPER),
    Page("figures", "/figures"),
    Page("figure-accuracy", "/figures/dispatch_accuracy"),
    Page("figure-first-line", "/figures/first_line_share?which=rest"),
    Page("simulations", "/simulations"),
    Page("simulation-new", "/simulations/new"),
    Page("simulation", "/simulations/{simulation}"),
    Page("simulation-tickets", "/simulations/{simulation}/tickets?promise={promise}"),
    Page("jobs", "/jobs"),
    Page("job", "/jobs/{job}"),
    Page("settings", "/settings", KEEPER),
    Page("mailboxes", "/outbox/mailboxes", KEEPER),
    Page("mailbox-new", "/outbox/mailboxes/new", KEEPER),
    Page("mailbox", "/outbox/mailboxes/{mailbox}", KEEPER),
    Page("outbox", "/outbox", KEEPER),
    Page("message", "/outbox/{message}", KEEPER),
    Page("audit", "/audit", KEEPER),
    Page("status", "/status", KEEPER),
    Page("status-jobs", "/status/jobs", KEEPER),
    Page("no-such-page", "/t/SD-19990101-0001", AGENT, status=404),
    Page("not-allowed", "/audit", ENGINEER, status=403),
)
DOORS: Final = (
    Page("sign-in", "/sign-in/", NOBODY),
    Page("forgotten", "/forgotten", NOBODY),
    Page("invitation", "/invitation/{invitation}/", NOBODY),
    Page("new-password", "/password/{password}/", NOBODY),
    Page("offline", "/offline", NOBODY),
    Page("api-docs", "/api/v1/docs", AGENT),
)
PORTAL: Final = (
    Page("portal-sign-in", "/portal/sign-in/", NOBODY, LIGHT),
    Page("portal-link", "/portal/sign-in/{login_link}", NOBODY, LIGHT),
    Page("portal-about", "/portal/about/", NOBODY, LIGHT),
    Page("portal", "/portal/", CUSTOMER, LIGHT),
    Page("portal-fault", "/portal/reports/fault", CUSTOMER, LIGHT),
    Page("portal-inquiry", "/portal/reports/inquiry", CUSTOMER, LIGHT),
    Page("portal-history", "/portal/tickets/", CUSTOMER, LIGHT),
    Page("portal-ticket", "/portal/tickets/{token}/", CUSTOMER, LIGHT),
    Page("portal-registered", "/portal/tickets/{token}/registered", CUSTOMER, LIGHT),
    Page("portal-gone", "/portal/tickets/no-such-ticket/", CUSTOMER, LIGHT, status=404),
    Page("progress", "/s/{signed}/", NOBODY, LIGHT),
    Page("progress-registered", "/s/{signed}/registered", NOBODY, LIGHT),
)
ACTS: Final = (
    "accept", "grade", "mark", "contract", "particulars", "override", "route-away", "dispatch", "refuse", "withdraw",
    "take", "contact", "estimate", "promise", "suspend", "resume", "ask-in", "finish-task", "hear", "urge", "hand-over",
    "stand-in", "open-meeting", "keep-meeting", "correct-meeting",
    "accept-hand-over", "return-hand-over", "change-owner", "propose", "confirm", "workaround", "complete",
    "backup", "confirmation", "verify", "close", "reopen", "cancel", "merge", "absorb", "unmerge", "split",
    "link", "unlink", "parent", "charge", "services", "approval",
)  # fmt: skip
FORMS: Final = tuple(Page(f"act-{slug}", f"/t/{{for_{slug.replace('-', '_')}}}/{slug}") for slug in ACTS)
PAGES: Final = (*WORK, *REGISTERS, *HOUSE, *DOORS, *PORTAL, *FORMS)


def chosen(names: Sequence[str]) -> list[Page]:
    """The pages of these names, all without any."""
    return [page for page in PAGES if not names or page.name in names]
