"""One version of the regulation: found by its number, its title, how it stands today."""

from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import PRESETS, Compiled, compiled, preset
from shouwen.ui.components import badge
from shouwen.ui.components.marks import Tone
from shouwen.web.regulations.wording import said

READERS = ("regulations.see", "regulations.draft", "regulations.activate")
"""Who may read the regulation: any of these grants."""
TONES: dict[str, Tone] = {VersionState.ACTIVE: "good", VersionState.DRAFT: "blue", VersionState.RETIRED: ""}


def find_version(number: int) -> RegulationVersion:
    """The version with this number; NotVisible if there is none."""
    found = RegulationVersion.objects.filter(number=number).first()
    if found is None:
        raise NotVisible(regulation=number)
    return found


def state_mark(found: RegulationVersion) -> SafeString:
    """How it stands today: a version that waits for its day, or is in force until one, says so."""
    if found.state == VersionState.ACTIVE and found.active_from and found.active_from > now():
        return badge(_("From %(day)s") % {"day": _day(found.active_from)}, tone="warn")
    if found.state == VersionState.RETIRED and found.active_to and found.active_to > now():
        return badge(_("In force until %(day)s") % {"day": _day(found.active_to)}, tone="good")
    if found.state == VersionState.DRAFT and found.review:
        return badge(f"{found.get_state_display()} · {found.get_review_display()}", tone="blue")
    return badge(found.get_state_display(), tone=TONES[found.state])


def _day(instant: datetime) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M")


def title_of(found: RegulationVersion, regulation: Compiled | None = None) -> str:
    """ "服务台管理制度 · v3"."""
    name = said((regulation or compiled(found)).document.name)
    return f"{name} · v{found.number}"


def note_of(found: RegulationVersion) -> str:
    """What its author noted about it; the name of the shipped regulation where it is one as it came."""
    if found.note in ("default", *PRESETS):
        return _("Shipped: %(name)s") % {"name": said(preset(found.note).name)}
    return found.note
