"""The Django app of the messages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "shouwen.capabilities.notifications"
    label = "notifications"
    verbose_name = _("messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.notifications import permissions  # noqa: F401  declares the grants
