"""Addresses of saved views, of the layout of a list and of its cells."""

from django.urls import path

from shouwen.web.views import cells, layout, saving

urlpatterns = [
    path("views", saving.create, name="views"),
    path("views/new", saving.new, name="view-new"),
    path("views/layout", layout.page, name="view-layout"),
    path("views/widths", layout.widths, name="view-widths"),
    path("views/<int:pk>/filters", saving.keep_filters, name="view-filters"),
    path("views/<int:pk>/remove", saving.remove, name="view-remove"),
    path("views/<int:pk>/restore", saving.restore, name="view-restore"),
    path("cells/<str:number>/<slug:slug>", cells.cell, name="cell"),
]
