"""The design system as a Django app, so that its tags, templates and built files are found."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "shouwen.ui"
    label = "ui"
    verbose_name = _("Design system")
