"""Address of the dispatch list."""

from django.urls import path

from shouwen.web.dispatch import views

urlpatterns = [path("dispatch", views.page, name="dispatch")]
