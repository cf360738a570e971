"""Addresses of the requests that wait."""

from django.urls import path

from shouwen.web.intake import clocks, items, raw, sorting

urlpatterns = [
    path("intake", items.listed, name="intake"),
    path("intake/<int:item_id>", items.page, name="intake-item"),
    path("intake/<int:item_id>/clocks/<int:pk>", clocks.explain, name="intake-clock"),
    path("intake/<int:item_id>/clocks/<int:pk>/card", clocks.card, name="intake-clock-card"),
    path("intake/<int:item_id>/html", raw.html, name="intake-html"),
    path("intake/<int:item_id>/source", raw.source, name="intake-source"),
    path("intake/<int:item_id>/tickets", sorting.append, name="intake-append"),
    path("intake/<int:item_id>/dismissal", sorting.dismiss, name="intake-dismiss"),
    path("intake/files/<str:token>", raw.file, name="intake-file"),
]
