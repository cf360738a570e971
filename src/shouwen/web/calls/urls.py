"""Addresses of calls."""

from django.urls import path

from shouwen.web.calls import acts, card, pages

urlpatterns = [
    path("calls", pages.listed, name="calls"),
    path("calls/card", card.show, name="call-card"),
    path("calls/<int:pk>", pages.one, name="call"),
    path("calls/<int:pk>/line", pages.line, name="call-line"),
    path("calls/<int:pk>/calling-back", acts.call_back, name="call-calling-back"),
    path("calls/<int:pk>/ticket", acts.link, name="call-ticket"),
    path("calls/<int:pk>/caller", acts.name, name="call-caller"),
]
