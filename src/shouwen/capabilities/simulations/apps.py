"""The Django app of what-if."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SimulationsConfig(AppConfig):
    name = "shouwen.capabilities.simulations"
    label = "simulations"
    verbose_name = _("what-if")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.simulations import permissions  # noqa: F401  declares the grants
        from shouwen.capabilities.simulations.commands.exporting import register_export
        from shouwen.capabilities.simulations.commands.replaying import register_replay

        register_replay()
        register_export()
