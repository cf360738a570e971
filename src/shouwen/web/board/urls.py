"""Address of the day board."""

from django.urls import path

from shouwen.web.board import views

urlpatterns = [path("dispatch/board", views.page, name="board")]
