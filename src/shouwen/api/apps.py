"""The Django app of the API: it brings the page that documents it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "shouwen.api"
    label = "api"
