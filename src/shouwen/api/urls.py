"""Addresses of the API: its operations, its description for programs and for people."""

from django.urls import path

from shouwen.api.app import api
from shouwen.api.docs import docs_page, openapi_json

urlpatterns = [
    path("openapi.json", openapi_json, name="api-openapi"),
    path("docs", docs_page, name="api-docs"),
    path("", api.urls),
]
