"""The Django app of figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "shouwen.capabilities.reporting"
    label = "reporting"
    verbose_name = _("figures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.reporting import permissions  # noqa: F401  declares the grants
        from shouwen.capabilities.reporting.queries.exporting import register_export

        register_export()
