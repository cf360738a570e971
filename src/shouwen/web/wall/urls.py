"""Addresses of the wall screen: for staff, and by the secret of a screen that nobody is signed in at."""

from django.urls import path

from shouwen.web.wall import screens, views

urlpatterns = [
    path("wall", views.page, name="wall"),
    path("wall/figures", views.figures, name="wall-figures"),
    path("wall/screens", screens.listed, name="wall-screens"),
    path("wall/screens/<int:pk>/end", screens.end, name="wall-screen-end"),
    path("wall/<str:token>", views.screen, name="wall-screen"),
    path("wall/<str:token>/live", views.screen_live, name="wall-screen-live"),
    path("wall/<str:token>/figures", views.screen_figures, name="wall-screen-figures"),
]
