"""The staff's addresses. Every view declares its access (see access.py)."""

from django.urls import path

from shouwen.web import frame, gallery, live, look

app_name = "web"

urlpatterns = [
    path("manifest.webmanifest", frame.manifest, name="manifest"),
    path("offline", frame.offline, name="offline"),
    path("offline-worker.js", frame.offline_worker, name="offline-worker"),
    path("live", live.stream, name="live"),
    path("me/look", look.change, name="look"),
    path("ui", gallery.show, name="gallery"),
]
