"""Files on a ticket: put there, listed, fetched."""

from typing import Literal

from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from ninja import File, Form, Router
from ninja.files import UploadedFile

from shouwen.api import finding
from shouwen.api.asking import ApiRequest
from shouwen.api.door import Rule
from shouwen.api.operations import acting, reading
from shouwen.api.schemas import files as told
from shouwen.api.ticket_acts import WRITES
from shouwen.base import files
from shouwen.base.models import Attachment
from shouwen.base.refusals import NotVisible
from shouwen.base.time import now
from shouwen.capabilities.tickets.choices import Visibility
from shouwen.capabilities.tickets.commands import attach_file
from shouwen.capabilities.tickets.queries import attachments_of

router = Router(tags=["Files"])
READS = Rule("tickets")


@acting(router, "/tickets/{number}/attachments", name="attach_file", answer=told.AttachmentShown, rule=WRITES)
def attach(
    request: ApiRequest, number: finding.Number, file: File[UploadedFile],
    visibility: Form[Literal["customer", "internal"]] = "customer",
) -> told.AttachmentShown:  # fmt: skip
    """Put a file on a ticket.

    Pictures are drawn anew and lose their metadata; 25 MB at most.
    """
    ticket = finding.ticket_of(request, number)
    upload = files.Upload.of_form(file)
    kept = attach_file(
        ticket=ticket, upload=upload, actor=request.actor, at=now(), visibility=Visibility(visibility)
    )  # fmt: skip
    return _shown(request, number, kept)


@reading(
    router, "/tickets/{number}/attachments", name="list_attachments", answer=told.AttachmentList, rule=READS
)
def list_attachments(request: ApiRequest, number: finding.Number) -> told.AttachmentList:
    """List the files on a ticket, oldest first."""
    ticket = finding.ticket_of(request, number)
    rows = attachments_of(ticket=ticket, actor=request.actor)
    return told.AttachmentList.of(items=[_shown(request, number, row) for row in rows])


@reading(router, "/tickets/{number}/attachments/{token}", name="get_attachment", answer=bytes, rule=READS)
def get_attachment(
    request: ApiRequest, number: finding.Number, token: finding.Token
) -> StreamingHttpResponse:
    """Fetch a file; always as a download, whatever it claims to be."""
    ticket = finding.ticket_of(request, number)
    row = Attachment.objects.select_related("blob").filter(subject_id=ticket.pk, token=token).first()
    if row is None:
        raise NotVisible(attachment=token)
    headers = {
        "Content-Length": str(row.blob.size),
        "Content-Disposition": content_disposition_header(True, row.name) or "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "ETag": f'"{row.blob_id[:32]}"',
    }
    return StreamingHttpResponse(
        files.chunks(row.blob_id), content_type="application/octet-stream", headers=headers
    )


def _shown(request: ApiRequest, number: str, row: Attachment) -> told.AttachmentShown:
    url = request.build_absolute_uri(reverse("api:get_attachment", args=[number, row.token]))
    return told.attachment(row, size=row.blob.size, url=url)
