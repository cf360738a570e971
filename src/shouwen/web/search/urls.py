"""Address of the search."""

from django.urls import path

from shouwen.web.search import views

urlpatterns = [path("search", views.page, name="search")]
