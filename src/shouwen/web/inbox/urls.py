"""Addresses of the inbox."""

from django.urls import path

from shouwen.web.inbox import views

urlpatterns = [
    path("inbox", views.page, name="inbox"),
    path("inbox/count", views.count, name="inbox-count"),
    path("inbox/newest", views.newest, name="inbox-newest"),
    path("inbox/mutes", views.mute, name="inbox-mute"),
    path("inbox/mutes/<int:subject>/removal", views.unmute, name="inbox-unmute"),
    path("inbox/read", views.read, name="inbox-read"),
]
