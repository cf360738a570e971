"""Addresses of call-backs."""

from django.urls import path

from shouwen.web.call_backs import views

urlpatterns = [
    path("call-backs", views.due, name="call-backs"),
    path("call-backs/<int:pk>", views.call, name="call-back"),
]
