"""Downloads: a version or a shipped regulation as YAML, the JSON Schema for editors."""

import json

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from shouwen.capabilities.regulations.commands import export_regulation
from shouwen.capabilities.regulations.queries import preset_text
from shouwen.domain.regulation.schema import json_schema
from shouwen.web.access import DeskRequest, granted, open_to_all
from shouwen.web.regulations.finding import READERS, find_version


@granted(*READERS)
@require_safe
def document(request: DeskRequest, number: int) -> HttpResponse:
    """The version as it can be imported elsewhere."""
    found = find_version(number)
    return _download(
        export_regulation(version_id=found.pk), f"{found.code}-v{number}.yaml", "application/yaml"
    )


@granted(*READERS)
@require_safe
def preset(request: DeskRequest, code: str) -> HttpResponse:
    """A shipped regulation as it was written, comments included."""
    return _download(preset_text(code), f"{code}.yaml", "application/yaml")


@granted(*READERS)
@require_safe
def schema(request: DeskRequest) -> HttpResponse:
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    return _download(text, "shouwen-regulation.schema.json", "application/schema+json")


@open_to_all
@require_safe
def published_schema(request: DeskRequest) -> HttpResponse:
    """The JSON Schema at an address of its own: editors that check while one types have no session."""
    text = json.dumps(json_schema() | {"$id": request.build_absolute_uri()}, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/schema+json; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _download(text: str, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
