"""The Django app of saved views."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ViewsConfig(AppConfig):
    name = "shouwen.capabilities.views"
    label = "views"
    verbose_name = _("saved views")
    default_auto_field = "django.db.models.BigAutoField"
