"""The Django app of the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "shouwen.capabilities.intake"
    label = "intake"
    verbose_name = _("intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.intake import permissions  # noqa: F401  declares the grants
