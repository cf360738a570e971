"""The Django app of the workplace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplaceConfig(AppConfig):
    name = "shouwen.capabilities.workplace"
    label = "workplace"
    verbose_name = _("workplace")
    default_auto_field = "django.db.models.BigAutoField"
