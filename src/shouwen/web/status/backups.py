"""Backups on the status page: one is begun here, and those there are can be taken away by whoever keeps the system."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.http import HttpResponseBase, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.base.actors import Actor
from shouwen.capabilities.jobs.models import Job
from shouwen.web.access import DeskRequest, granted
from shouwen.web.jobs.acts import begun
from shouwen.web.jobs.results import RESULTS, Result
from shouwen.worker.backups import BACKUP, ask_backup, fetch_backup, keep_rule, kept_backups, last_removal
from shouwen.worker.permissions import BACK_UP

SHOWN: Final = 10
CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup as it is shown; without an address to whoever may not take it away."""

    name: str
    size: str
    made_at: datetime
    url: str


def backup_facts(actor: Actor) -> dict[str, Any]:
    """What the status page shows of backups; one statement."""
    may = actor.may(BACK_UP)
    rule, removal = keep_rule(), last_removal()
    kept = kept_backups(actor=actor)
    return {
        "backups": [
            BackupLine(
                one.name, filesizeformat(one.size), one.made_at, address_of_archive(one.name) if may else ""
            )
            for one in kept[:SHOWN]
        ],
        "backups_left_out": max(0, len(kept) - SHOWN),
        "backup_heads": [_("File"), (_("Size"), "number"), _("Age"), ""],
        "may_back_up": may,
        "keep_rule": rule,
        "last_removal": removal and {"at": removal.at, "n": len(removal.payload["files"])},
    }


@granted(BACK_UP)
@require_POST
def make(request: DeskRequest) -> HttpResponseBase:
    """A backup is begun; its page in the job centre shows how far it is."""
    return begun(request, ask_backup(actor=request.actor))


@granted(BACK_UP)
@require_safe
def fetch(request: DeskRequest, name: str) -> HttpResponseBase:
    """One archive, only ever downloaded; the journal knows who did."""
    path = fetch_backup(name=name, actor=request.actor)
    response = StreamingHttpResponse(_chunks(path), content_type="application/x-tar")
    response.headers["Content-Length"] = str(path.stat().st_size)
    response.headers["Content-Disposition"] = content_disposition_header(True, path.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def address_of_archive(name: str) -> str:
    return reverse("web:status-backup", args=[name])


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(CHUNK):
            yield piece


def _shown(job: Job) -> Result:
    """What became of it: the archive's name and size, and that it was read back."""
    size = filesizeformat(int(job.result["size"]))
    return Result("web/status/_backup_done.html", {"made": job.result, "size": size})


RESULTS[BACKUP] = _shown
