"""The Django app of calendars and clocks."""

from django.apps import AppConfig


class ServiceLevelsConfig(AppConfig):
    name = "shouwen.capabilities.service_levels"
    label = "service_levels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.people.ports import register_desk_days
        from shouwen.capabilities.service_levels import permissions  # noqa: F401  # declares the grants
        from shouwen.capabilities.service_levels.commands.recount_job import register_recount
        from shouwen.capabilities.service_levels.queries.desk_days import days_of_the_desk

        register_desk_days(days_of_the_desk)
        register_recount()
