"""The Django app of the worker."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "shouwen.worker"
    label = "worker"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.worker import permissions  # noqa: F401  declares the grants
        from shouwen.worker.backups import register_backup

        register_backup()
