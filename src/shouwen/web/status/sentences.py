"""What the doctor's findings mean and how they are put right, as sentences; the command stands beside."""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

TITLES: Final[dict[str, Promise | str]] = {
    "python": _("Python"),
    "data": _("Data folder"),
    "disk": _("Disk space"),
    "database": _("Database"),
    "tables": _("Tables"),
    "clock": _("Clock of this machine"),
    "assets": _("Front end"),
    "translations": _("Translations"),
    "regulation": _("Regulation in force"),
    "rules": _("Rules of the regulation"),
    "holidays": _("Public holidays"),
    "calendars": _("Calendars"),
    "administrator": _("Administrator"),
    "worker": _("Worker"),
    "queue": _("Queue"),
    "failed_jobs": _("Failed jobs"),
    "messages": _("Messages out"),
    "mail": _("Mailbox"),
    "address": _("Address"),
    "paused": _("Pause after a restore"),
    "backup": _("Backup"),
    "journal": _("Journal chain"),
}

REPAIRS: Final[dict[str, Promise | str]] = {
    "data": _("Give the folder back to the user the desk runs as, readable for nobody else."),
    "disk": _("Free some space: old backups and logs first. Below 1 GB nothing new is safe."),
    "database": _("Start the database, or install a newer one."),
    "tables": _("The tables are older than the program: upgrade them."),
    "clock": _("This machine's clock is off: let it follow a time server, or promises are counted wrongly."),
    "assets": _("The pages' files were not built: build them."),
    "translations": _("The Chinese texts were not compiled: build them."),
    "regulation": _("No regulation is in force: put one into force, or nothing can be registered."),
    "rules": _(
        "An earlier version of the program accepted rules that this one refuses. They bind as far as they can; "
        "mend them in a draft of the regulation, or it can't be put into force."
    ),
    "holidays": _("Import the table of public holidays, or working time is counted as if there were none."),
    "calendars": _(
        "A stored version of a calendar can't be read. Another one counts in its place, or none "
        "(--), and then its promises stop. Import a correct table of holidays, or restore a backup."
    ),
    "administrator": _("No active person is an administrator: create one at the terminal."),
    "worker": _(
        "The worker shows no sign of life or fails at something: if that lasts for minutes, restart the desk,"
        " or nothing is sent and no promise warns."
    ),
    "queue": _("The queue is late: make sure that the worker runs, and look at the failed jobs."),
    "failed_jobs": _("Look at the failed jobs and retry them."),
    "messages": _("Mails are waiting or failed: set up the mailbox, then send them again from the outbox."),
    "mail": _("Set up the mailbox; until then mails wait in the outbox and requests by mail are not read."),
    "address": _("The desk is open to the network without TLS: give it a certificate."),
    "paused": _(
        "The desk has been paused since a restore: no mail, no clocks. Resume it when everything is fine."
    ),
    "backup": _("Make a backup, and have the machine make one every day."),
    "journal": _("The journal is not intact: find out who had access to the database."),
}

FOUND: Final = (
    gettext_noop("ok"),
    gettext_noop("none"),
    gettext_noop("nobody"),
    gettext_noop("yes"),
    gettext_noop("no"),
    gettext_noop("not built"),
    gettext_noop("not compiled"),
    gettext_noop("not running"),
    gettext_noop("not set up"),
    gettext_noop("no SMTP"),
    gettext_noop("no IMAP"),
)
COUNTED: Final = (
    (re.compile(r"(?P<count>\d+) loops"), gettext_noop("loops: %(count)s")),
    (re.compile(r"(?P<count>\d+) due"), gettext_noop("%(count)s due")),
    (
        re.compile(r"(?P<waiting>\d+) waiting, (?P<failed>\d+) failed"),
        gettext_noop("%(waiting)s waiting, %(failed)s failed"),
    ),
    (
        re.compile(r"(?P<unsealed>\d+) \+ (?P<waiting>\d+)"),
        gettext_noop("%(unsealed)s to seal, %(waiting)s to do"),
    ),
    (re.compile(r"(?P<name>.+) \((?P<days>\d+) d\)"), gettext_noop("%(name)s, age in days: %(days)s")),
    (re.compile(r"unreadable: (?P<versions>.+)"), gettext_noop("unreadable: %(versions)s")),
    (re.compile(r"refused now: (?P<faults>.+)", re.DOTALL), gettext_noop("refused now: %(faults)s")),
    (re.compile(r"(?P<year>\d{4}) is missing"), gettext_noop("%(year)s is missing")),
)


def found_words(found: str) -> str:
    """What the doctor found, in the reader's language; names and numbers stay as they are."""
    if found in FOUND:
        return gettext(found)
    for pattern, sentence in COUNTED:
        if matched := pattern.fullmatch(found):
            return gettext(sentence) % matched.groupdict()
    return found
