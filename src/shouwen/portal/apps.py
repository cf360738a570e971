"""The Django app of the customers' pages."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shouwen.portal"
    label = "portal"
