"""The Django app of the regulation's versions."""

from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "shouwen.capabilities.regulations"
    label = "regulations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.regulations import permissions  # noqa: F401  # declares the grants
