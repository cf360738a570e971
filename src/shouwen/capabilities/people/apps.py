"""The Django app of the persons."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "shouwen.capabilities.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.people import permissions  # noqa: F401  # declares the grants
