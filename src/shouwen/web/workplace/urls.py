"""Addresses of the workplace."""

from django.urls import path

from shouwen.web.workplace import drafts

urlpatterns = [
    path("drafts", drafts.drafts, name="drafts"),
    path("drafts/kept", drafts.kept, name="drafts-kept"),
    path("drafts/numbers", drafts.numbers, name="draft-numbers"),
    path("drafts/forgotten", drafts.forget, name="drafts-forgotten"),
]
