"""The Django app of the plumbing."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "shouwen.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"
