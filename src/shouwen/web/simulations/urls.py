"""Addresses of what-if."""

from django.urls import path

from shouwen.web.simulations import acts, asking, pages

urlpatterns = [
    path("simulations", pages.listed, name="simulations"),
    path("simulations/new", asking.ask, name="simulation-new"),
    path("simulations/<int:pk>", pages.show, name="simulation"),
    path("simulations/<int:pk>/tickets", pages.tickets, name="simulation-tickets"),
    path("simulations/<int:pk>/exports", acts.export, name="simulation-exports"),
    path("simulations/<int:pk>/removal", acts.remove, name="simulation-remove"),
]
