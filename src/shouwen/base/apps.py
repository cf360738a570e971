"""The Django app of the plumbing."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from psycopg import adapters
from psycopg.types.numeric import Int2, Int2Dumper, Int4, Int4Dumper, Int8, Int8Dumper


class BaseConfig(AppConfig):
    name = "shouwen.base"
    label = "base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every part's grants are declared before anybody asks; a number too large for its column is refused."""
        for kind, dumper in ((Int2, Int2Dumper), (Int4, Int4Dumper), (Int8, Int8Dumper)):
            adapters.register_dumper(kind, dumper)  # as text: in binary the upper bits go without a word
        autodiscover_modules("permissions")
