"""The proof on demand: every digest and the whole chain computed anew."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from shouwen.base import audit
from shouwen.base.models import Fact
from shouwen.base.refusals import Refusal
from shouwen.web.access import DeskRequest, granted

MOST_FACTS = 300_000
SHOWN = 50


class TooLongForAPage(Refusal):
    """The proof of a long journal takes longer than a browser waits."""

    code = "audit_at_the_terminal"
    message = gettext_noop(
        "The journal has more than %(count)s facts. Verify it at the terminal: shouwen audit verify."
    )


@granted("audit.see")
@require_POST
def verify(request: DeskRequest) -> HttpResponse:
    """What the proof found; it reads the whole journal and changes nothing, so that sending it twice does no harm."""
    if Fact.objects.count() > MOST_FACTS:
        raise TooLongForAPage(count=MOST_FACTS)
    report = audit.verify(heads=settings.DATA_FOLDER / "heads")
    found = (
        (_("Altered: facts whose content is not what was sealed"), report.altered),
        (_("Shorter: facts that a block lists and that are gone"), report.missing),
        (_("Longer: facts that no block lists"), report.unlisted),
        (_("Blocks that do not follow the one before"), report.broken_blocks),
        (_("Rewritten: exported heads that the chain does not contain"), report.rewritten_heads),
    )
    damage = [(sentence, len(ids), ", ".join(map(str, ids[:SHOWN]))) for sentence, ids in found if ids]
    facts = {"report": report, "damage": damage, "crumbs": [(_("Audit"), reverse("web:audit"))]}
    return render(request, "web/audit/proof.html", facts)
