"""The Django app of tickets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "shouwen.capabilities.tickets"
    label = "tickets"
    verbose_name = _("tickets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.tickets import permissions  # noqa: F401  declares the grants
        from shouwen.capabilities.tickets.queries.deadlines import keep_deadlines
        from shouwen.capabilities.tickets.queries.exporting import register_export
        from shouwen.capabilities.tickets.queries.levels import carry_tickets
        from shouwen.capabilities.tickets.telling import teach_messages

        keep_deadlines()
        carry_tickets()
        register_export()
        teach_messages()
