"""The Django app of calls."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "shouwen.capabilities.calls"
    label = "calls"
    verbose_name = _("calls")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.calls import permissions  # noqa: F401  declares the grants
