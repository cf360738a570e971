"""How the system stands: the doctor's looks, the worker's loops, queue, journal and mailboxes on one page."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

import shouwen
from shouwen.base.models import JournalBlock
from shouwen.base.time import now
from shouwen.doctor.findings import Finding, Health
from shouwen.doctor.looking import with_django
from shouwen.doctor.machine import before_django
from shouwen.doctor.questions import Asked
from shouwen.ui.components import badge
from shouwen.ui.components.marks import Tone
from shouwen.ui.dates import span_words
from shouwen.web.access import DeskRequest, granted
from shouwen.web.status.backups import backup_facts
from shouwen.web.status.sentences import REPAIRS, TITLES, found_words
from shouwen.worker.queries import LoopState

TONES: dict[Health, tuple[Tone, str]] = {
    Health.GREEN: ("good", "check"),
    Health.AMBER: ("warn", "alert"),
    Health.RED: ("bad", "alert"),
}
ORDER = (Health.RED, Health.AMBER, Health.GREEN)
LINKS = {
    "failed_jobs": "/status/jobs",
    "backup": "#backups",
    "messages": "/outbox?state=failed",
    "mail": "/outbox/mailboxes",
    "regulation": "/regulation",
    "holidays": "/regulation?part=calendars",
    "calendars": "/regulation?part=calendars",
    "journal": "/audit",
}
LOOPS = {
    "sealer": gettext_lazy("Seals the journal and lets others react"),
    "clocks": gettext_lazy("Triggers warnings and escalations"),
    "movings": gettext_lazy("Moves what is open to a new regulation"),
    "outbox": gettext_lazy("Sends mail"),
    "mailbox": gettext_lazy("Reads mail"),
    "shifts": gettext_lazy("Notices owners back on duty"),
    "resting": gettext_lazy("Wakes suspended tickets"),
    "snoozes": gettext_lazy("Brings back what was put off"),
    "silence": gettext_lazy("Settles the customer's silence"),
    "long-work-1": gettext_lazy("Runs jobs"),
    "long-work-2": gettext_lazy("Runs jobs in parallel"),
    "sweeper": gettext_lazy("Takes over jobs of dead workers"),
    "housekeeping": gettext_lazy("Tidies and exports the journal's head"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One look: its mark, what was looked at, what was found, and how to put it right."""

    mark: SafeString
    title: str
    found: str
    repair: str
    command: str
    url: str
    is_well: bool


@granted("status.see")
@require_safe
def show(request: DeskRequest) -> HttpResponse:
    asked = Asked()
    findings = [*before_django(), *with_django(deep=False, asked=asked)]
    worst = next(health for health in ORDER if any(finding.health == health for finding in findings))
    held, last = asked.backlog, JournalBlock.objects.order_by("-no").only("no", "sealed_at").first()
    at = now()
    facts = {
        "worst": worst.value,
        "told": _overall(findings),
        "lines": [_line(finding) for health in ORDER for finding in findings if finding.health == health],
        "heads": [_("State"), _("What"), _("Found"), _("How to repair it")],
        "report": _report(findings),
        "held": held,
        "age": span_words(held.age(at)) if held.oldest_at else "",
        "last_block": last,
        "mail": asked.mails,
        "loops": [_loop(state) for state in asked.loops],
        "loop_heads": [_("Loop"), _("State"), _("Last sign of life"), _("Error")],
        "mailboxes": asked.mailboxes,
        **backup_facts(request.actor),
        "version": shouwen.__version__,
        "crumbs": [(_("Settings"), reverse("web:settings"))],
    }
    return render(request, "web/status/status.html", facts)


def health_mark(health: Health) -> SafeString:
    words = {Health.GREEN: _("Fine"), Health.AMBER: _("Needs attention"), Health.RED: _("Broken")}
    tone, icon = TONES[health]
    return badge(words[health], tone=tone, icon_name=icon)


def _line(finding: Finding) -> Line:
    is_well = finding.health == Health.GREEN
    return Line(
        mark=health_mark(finding.health),
        title=str(TITLES.get(finding.code, finding.code)),
        found=found_words(finding.found),
        repair="" if is_well else str(REPAIRS.get(finding.code, "")),
        command=finding.repair,
        url=LINKS.get(finding.code, ""),
        is_well=is_well,
    )


def _overall(findings: list[Finding]) -> str:
    red = sum(finding.health == Health.RED for finding in findings)
    amber = sum(finding.health == Health.AMBER for finding in findings)
    if red:
        return _("%(count)d broken, %(amber)d need attention") % {"count": red, "amber": amber}
    return (
        _("%(count)d need attention, nothing broken") % {"count": amber} if amber else _("Everything is fine")
    )


def _report(findings: list[Finding]) -> str:
    """The findings as plain text, to be pasted into a letter for help."""
    lines = [
        f"{finding.health.value}\t{finding.code}\t{finding.found}\t{finding.repair}".rstrip()
        for finding in findings
    ]
    return "\n".join([f"Shouwen {shouwen.__version__}", *lines])


def _loop(state: LoopState) -> tuple[LoopState, str, SafeString]:
    marks: dict[str, tuple[str, Tone]] = {
        "ok": (_("alive"), "good"),
        "failing": (_("fails"), "bad"),
        "silent": (_("no sign of life"), "warn"),
    }
    words, tone = marks.get(state.state, (state.state, "warn"))
    return state, str(LOOPS.get(state.name, state.name)), badge(words, tone=tone)
