"""The address of the settings."""

from django.urls import path

from shouwen.web.settings import index

urlpatterns = [path("settings", index.show, name="settings")]
