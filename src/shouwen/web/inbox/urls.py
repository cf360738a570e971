"""Addresses of the inbox."""

from django.urls import path

from shouwen.web.inbox import views

urlpatterns = [
    path("inbox", views.page, name="inbox"),
    path("inbox/count", views.count, name="inbox-count"),
    path("inbox/read", views.read, name="inbox-read"),
]
