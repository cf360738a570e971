"""All addresses: each face declares its own, this file only joins them."""

from django.urls import include, path

from shouwen.web.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("shouwen.api.urls")),
    path("portal/", include("shouwen.portal.urls")),
    path("", include("shouwen.web.urls")),
]
