"""The Django app of the plumbing."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class BaseConfig(AppConfig):
    name = "shouwen.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every part's grants are declared before anybody asks for them."""
        autodiscover_modules("permissions")
