"""The Django app of the customers."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "shouwen.capabilities.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.capabilities.customers import permissions  # noqa: F401  # declares the grants
        from shouwen.capabilities.customers.commands.import_job import register_import

        register_import()
