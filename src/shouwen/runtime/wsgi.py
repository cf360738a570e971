"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from shouwen.runtime.leash import tie_myself
from shouwen.runtime.tuning import tune

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
if os.environ.get("SHOUWEN_ROLE") == "web":
    tie_myself()

tune()

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # all views are loaded before the first visitor comes

gc.collect()
gc.freeze()  # what is loaded now stays; the collector need not walk through it again and again
