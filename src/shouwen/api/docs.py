"""The API's description: as a document for programs, as a page for people."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse

from shouwen.api.app import api


@cache
def description() -> bytes:
    """The OpenAPI document; the same for the whole life of a process."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, default=str).encode()


def openapi_json(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, open to everybody: it describes the door, it does not open it."""
    return HttpResponse(description(), content_type="application/json")


def docs_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
