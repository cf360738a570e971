"""What a browser asks of the frame itself: the manifest, the offline page and its worker."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from shouwen.ui.files import built_file
from shouwen.web.access import open_to_all, staff_only


@open_to_all
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """How the desk looks when it is installed on a phone or a desktop."""
    sizes = (
        ("built/icon-192.png", "192x192", "any"),
        ("built/icon-512.png", "512x512", "any"),
        ("built/icon-maskable.png", "512x512", "maskable"),
    )
    facts = {
        "id": "/",
        "name": gettext("Shouwen"),
        "short_name": gettext("Shouwen"),
        "description": gettext("The service desk that keeps its promises"),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f9",
        "theme_color": "#1d4ed8",
        "icons": [
            {"src": static(path), "sizes": size, "type": "image/png", "purpose": purpose}
            for path, size, purpose in sizes
        ],
    }
    return JsonResponse(
        facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@staff_only
@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Every place this person may go, for hands without room for the navigation."""
    return render(request, "web/more.html")


@open_to_all
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that stays in the browser for when the line is down."""
    return render(request, "web/offline.html")


@open_to_all
@require_safe
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The worker that shows it; served from the root, for its reach is the folder it lies in."""
    response = HttpResponse(built_file("offline-worker.js"), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
