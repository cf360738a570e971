"""What the answer box offers while one writes: words behind a /, colleagues and teams behind an @."""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.base.languages import reader_language
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.telling import READ_ALONG
from shouwen.capabilities.workplace.queries.mentions import mentionable
from shouwen.capabilities.workplace.queries.phrases import Offer, phrases_for
from shouwen.web.access import DeskRequest, staff_only

LONGEST = 40


@staff_only
@require_safe
def phrases(request: DeskRequest, number: str) -> JsonResponse:
    """Words for this ticket, their places filled, in the language of its contact; four statements."""
    ticket = (
        Ticket.objects.visible_to(request.actor).select_related(*READ_ALONG).filter(number=number).first()
    )
    if ticket is None:
        raise NotVisible(number=number)
    language = ticket.contact.language if ticket.contact else reader_language()
    found = phrases_for(
        ticket=ticket,
        actor=request.actor,
        language=language,
        words=request.GET.get("q", "")[:LONGEST],
        at=now(),
    )
    return JsonResponse({"offers": [_told(offer) for offer in found]})


@staff_only
@require_safe
def mentions(request: DeskRequest) -> JsonResponse:
    """Colleagues and teams by name, pinyin or initials."""
    found = mentionable(
        actor=request.actor, words=request.GET.get("q", "")[:LONGEST], language=reader_language()
    )
    kinds = {"person": "", "team": _("team")}
    return JsonResponse(
        {
            "offers": [
                {"name": one.name, "note": one.note or kinds[one.kind], "text": f"@{one.name} "}
                for one in found
            ]
        }
    )


def _told(offer: Offer) -> dict[str, object]:
    sources = {"own": _("my own"), "team": _("my team"), "regulation": _("regulation")}
    return {"key": offer.key, "name": offer.name, "note": sources[offer.source], "text": offer.text}
