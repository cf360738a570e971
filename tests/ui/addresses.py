"""The frame's own addresses and one page that shows everything: components without the pages built from them."""

from django.http import HttpResponse
from django.urls import include, path

from shouwen.web import frame, gallery, live, look
from shouwen.web.access import staff_only


@staff_only
def any_page(request, **_values):
    return HttpResponse("here")


@staff_only
def count(request):
    """How often this part was asked for: it grows with every ring."""
    counted.append(request.actor.id)
    return HttpResponse(str(len(counted)))


counted: list[int] = []
web = [
    path("live", live.stream, name="live"),
    path("inbox/count", count, name="inbox-count"),
    path("manifest.webmanifest", frame.manifest, name="manifest"),
    path("offline", frame.offline, name="offline"),
    path("offline-worker.js", frame.offline_worker, name="offline-worker"),
    path("me/look", look.change, name="look"),
    path("ui", gallery.show, name="gallery"),
    path("", any_page, name="today"),
    path("tickets", any_page, name="tickets"),
    path("t/new", gallery.show, name="ticket-new"),
    path("inbox", any_page, name="inbox"),
    path("undo/1", any_page, name="undo"),
]
urlpatterns = [path("", include((web, "web")))]
