"""The WSGI application that granian serves."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils import timezone
from django.utils.translation import trans_real
from psycopg import _queries

from shouwen.runtime.leash import tie_myself

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.settings")
if os.environ.get("SHOUWEN_ROLE") == "web":
    tie_myself()

# One thread, one request: what the language and the zone are need not be looked for among coroutines, which took a
# tenth of a page.
trans_real._active = threading.local()
timezone._active = threading.local()

# Hardly a statement here is composed anew: what psycopg makes of its placeholders is worth keeping for wide ones too.
_queries.MAX_CACHED_STATEMENT_LENGTH = 20_000
_queries.MAX_CACHED_STATEMENT_PARAMS = 200

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # all views are loaded before the first visitor comes

gc.collect()
gc.freeze()  # what is loaded now stays; the collector need not walk through it again and again
gc.set_threshold(20_000, 20, 50)
