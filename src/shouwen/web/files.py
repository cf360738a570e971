"""Files, to whoever may see what they lie on: pictures shown, everything else only ever downloaded."""

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from shouwen.base import files
from shouwen.base.models import Attachment
from shouwen.base.pictures import PICTURE_TYPES
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.tickets.models import Ticket
from shouwen.web.access import DeskRequest, staff_only


@staff_only
@require_safe
def show(request: DeskRequest, token: str) -> HttpResponseBase:
    """One file of a ticket that is visible."""
    found = Attachment.objects.select_related("blob").filter(token=token).first()
    if found is None or not Ticket.objects.visible_to(request.actor).filter(pk=found.subject_id).exists():
        raise NotVisible(file=token)
    return bytes_of(found)


def bytes_of(found: Attachment) -> HttpResponseBase:
    """The bytes of one attachment under fixed headers: never sniffed, never run, kept in this browser only.

    Whether it may be seen was asked before; its blob is read along.
    """
    is_picture = found.media_type in PICTURE_TYPES
    response = StreamingHttpResponse(
        files.chunks(found.blob_id),
        content_type=found.media_type if is_picture else "application/octet-stream",
    )
    response.headers["Content-Length"] = str(found.blob.size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(not is_picture, found.name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
