"""All addresses: each face declares its own, this file only joins them."""

from django.urls import include, path

from shouwen.web.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("shouwen.api.urls")),
    path("portal/", include("shouwen.portal.urls")),
    path("s/", include("shouwen.portal.link_urls")),
    path("", include("shouwen.web.urls")),
]

handler400 = "shouwen.web.errors.bad_request"
handler403 = "shouwen.web.errors.not_allowed"
handler404 = "shouwen.web.errors.not_found"
handler500 = "shouwen.web.errors.broken"
