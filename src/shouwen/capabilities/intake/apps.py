"""The Django app of the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "shouwen.capabilities.intake"
    label = "intake"
    verbose_name = _("intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.intake import facts, permissions  # noqa: F401  declares the grants
        from shouwen.capabilities.intake.telling import teach_messages
        from shouwen.domain.regulation.facts import declare

        declare(facts.SUBJECT, facts.NAMES)
        teach_messages()
