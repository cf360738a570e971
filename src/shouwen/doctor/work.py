"""Looks at the work done in the background: loops, queue, messages."""

from datetime import timedelta

from shouwen.capabilities.notifications.queries import reading_account, sending_account, sending_among
from shouwen.doctor.findings import Finding, Health
from shouwen.doctor.questions import Asked

LATE_AFTER = timedelta(minutes=5)


def worker(asked: Asked) -> Finding:
    states = asked.loops
    bad = [f"{loop.name} {loop.state} {loop.error}".strip() for loop in states if loop.state != "ok"]
    if len(bad) == len(states) and all("silent" in each for each in bad):
        return Finding("worker", Health.AMBER, "not running", "shouwen run")
    return Finding("worker", Health.RED if bad else Health.GREEN, ", ".join(bad) or f"{len(states)} loops",
                   "shouwen run" if bad else "")  # fmt: skip


def queue(asked: Asked) -> Finding:
    *_version, instant = asked.server
    held = asked.backlog
    late = held.age(instant) > LATE_AFTER
    return Finding("queue", Health.AMBER if late else Health.GREEN, f"{held.unsealed} + {held.waiting}",
                   "shouwen run" if late else "")  # fmt: skip


def failed_jobs(asked: Asked) -> Finding:
    failed = asked.backlog.failed
    return Finding("failed_jobs", Health.AMBER if failed else Health.GREEN, str(failed),
                   "shouwen manage procrastinate shell" if failed else "")  # fmt: skip


def messages(asked: Asked) -> Finding:
    late, failed = asked.mails["late"], asked.mails["failed"]
    health = Health.AMBER if late or failed else Health.GREEN
    return Finding("messages", health, f"{late} waiting, {failed} failed",
                   "shouwen mail set desk@… --smtp smtps://…" if late or failed else "")  # fmt: skip


def mail(asked: Asked) -> Finding:
    repair = "shouwen mail set desk@… --smtp smtps://… --imap imaps://…"
    in_use = [mailbox for mailbox in asked.mailboxes if mailbox.is_active]
    if sending_account(sending_among(in_use)) is None:
        return Finding("mail", Health.AMBER, "no SMTP", repair)
    if not any(reading_account(mailbox) for mailbox in in_use):
        return Finding("mail", Health.AMBER, "no IMAP", repair)
    failing = next((mailbox for mailbox in in_use if mailbox.failing_since), None)
    if failing is not None:
        return Finding("mail", Health.RED, f"{failing.address}: {failing.last_error}", repair)
    return Finding("mail", Health.GREEN, ", ".join(mailbox.address for mailbox in in_use))
