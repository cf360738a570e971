"""The staff's addresses: the frame's own here, each part's in its folder; every view declares its access."""

from importlib import import_module

from django.urls import path

from shouwen.settings import PACKAGE
from shouwen.web import frame, gallery, live, look

app_name = "web"

urlpatterns = [
    path("manifest.webmanifest", frame.manifest, name="manifest"),
    path("offline", frame.offline, name="offline"),
    path("offline-worker.js", frame.offline_worker, name="offline-worker"),
    path("more", frame.more, name="more"),
    path("live", live.stream, name="live"),
    path("me/look", look.change, name="look"),
    path("ui", gallery.show, name="gallery"),
]

for part in sorted(file.parent.name for file in (PACKAGE / "web").glob("*/urls.py")):
    urlpatterns += import_module(f"shouwen.web.{part}.urls").urlpatterns
