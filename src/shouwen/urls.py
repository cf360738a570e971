"""All addresses: each face declares its own, this file only joins them."""

from django.urls import include, path

from shouwen.settings import present
from shouwen.web.health import healthz, readyz

FACES = {"api/v1/": "shouwen.api.urls", "portal/": "shouwen.portal.urls", "": "shouwen.web.urls"}

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    *(path(prefix, include(urls)) for prefix, urls in FACES.items() if present(urls)),
]
