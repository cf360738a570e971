"""A request as it came: its HTML behind glass, its source, its files."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from shouwen.base import files
from shouwen.base.models import Attachment
from shouwen.base.refusals import NotVisible
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.gateways.mail.markup import clean_html
from shouwen.web.access import DeskRequest, granted
from shouwen.web.files import bytes_of
from shouwen.web.intake.items import find_item

BEHIND_GLASS = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; "
    "base-uri 'none'; sandbox allow-same-origin"
)
"""No script, no form, nothing from outside: what came is looked at and can do nothing."""
PAGE = '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light"><body>%s</body>'


@granted("intake.see")
@require_safe
@xframe_options_sameorigin
def html(request: DeskRequest, item_id: int) -> HttpResponse:
    """The mail's HTML, cleaned once more, its pictures from the request's own files."""
    item = find_item(request, item_id)
    inner = clean_html(item.html.replace('"/files/', '"cid:')).replace('"cid:', '"/intake/files/')
    response = HttpResponse(PAGE % inner)
    response.headers["Content-Security-Policy"] = BEHIND_GLASS
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@granted("intake.see")
@require_safe
def source(request: DeskRequest, item_id: int) -> HttpResponseBase:
    """The bytes as the mail server gave them, to be saved and looked at elsewhere."""
    item = find_item(request, item_id)
    if item.raw is None:
        raise NotVisible(item=item_id)
    response = StreamingHttpResponse(files.chunks(item.raw.blob_id), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{item_id}.eml") or "attachment"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@granted("intake.see")
@require_safe
def file(request: DeskRequest, token: str) -> HttpResponseBase:
    """One file of a request that is visible."""
    found = Attachment.objects.select_related("blob").filter(token=token).first()
    if found is None or not IntakeItem.objects.visible_to(request.actor).filter(pk=found.subject_id).exists():
        raise NotVisible(file=token)
    return bytes_of(found)
