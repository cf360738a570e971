"""All addresses: each face declares its own, this file only joins them."""

from django.urls import include, path

from shouwen.settings import present
from shouwen.web.health import healthz, readyz

FACES = {
    "api/v1/": "shouwen.api.urls",
    "portal/": "shouwen.portal.urls",
    "s/": "shouwen.portal.link_urls",
    "": "shouwen.web.urls",
}

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    *(path(prefix, include(urls)) for prefix, urls in FACES.items() if present(urls)),
]

handler400 = "shouwen.web.errors.bad_request"
handler403 = "shouwen.web.errors.not_allowed"
handler404 = "shouwen.web.errors.not_found"
handler500 = "shouwen.web.errors.broken"
