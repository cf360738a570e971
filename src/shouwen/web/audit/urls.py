"""Addresses of the journal."""

from django.urls import path

from shouwen.web.audit import browsing, proving

urlpatterns = [
    path("audit", browsing.show, name="audit"),
    path("audit/export", browsing.export, name="audit-export"),
    path("audit/verification", proving.verify, name="audit-verify"),
]
