"""Addresses of figures."""

from django.urls import path

from shouwen.web.figures import acts, pages

urlpatterns = [
    path("figures", pages.listed, name="figures"),
    path("figures/tiles", pages.tiles, name="figure-tiles"),
    path("figures/<slug:code>", pages.show, name="figure"),
    path("figures/<slug:code>/exports", acts.export, name="figure-exports"),
]
