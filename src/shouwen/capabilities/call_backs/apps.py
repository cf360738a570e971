"""The Django app of call-backs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallBacksConfig(AppConfig):
    name = "shouwen.capabilities.call_backs"
    label = "call_backs"
    verbose_name = _("call-backs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.call_backs import permissions  # noqa: F401  declares the grant
