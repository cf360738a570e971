"""Facts of this deployment. How the desk works is not here: that is the regulation."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from shouwen.runtime import environment as env
from shouwen.runtime import folders, postgres, values

PACKAGE = Path(__file__).resolve().parent.parent


# --- Place and secrets -------------------------------------------------------------------------

DATA_FOLDER = folders.data_folder()
FILES_FOLDER = DATA_FOLDER / "files"
ROLE = env.text("ROLE", "command")  # web, worker or command: set by whoever starts the process
DEBUG = env.flag("DEBUG")

SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "No secret key: run `shouwen setup` or `shouwen run` once, or set SHOUWEN_SECRET_KEY(_FILE)."
    )
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# --- Applications ------------------------------------------------------------------------------

LADDER = (
    "regulations", "people", "views", "jobs", "service_levels", "customers", "notifications", "tickets", "call_backs",
    "calls", "intake", "simulations", "workplace", "reporting",
)  # fmt: skip
INSTALLED_APPS = [
    "shouwen.base",
    *(f"shouwen.capabilities.{rung}" for rung in LADDER),
    "shouwen.ui",
    "shouwen.web",
    "shouwen.portal",
    "shouwen.api",
    "shouwen.worker",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
]
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "shouwen.urls"
WSGI_APPLICATION = "shouwen.runtime.wsgi.application"

MIDDLEWARE = [
    "shouwen.web.middleware.OwnProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shouwen.web.middleware.RequestNumber",
    "shouwen.web.middleware.ContentPolicy",
    "shouwen.web.middleware.WhoAsks",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shouwen.web.middleware.Edge",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "shouwen.web.errors.stale_form"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "shouwen.web.context.desk",
            ],
        },
    }
]

# --- Database and jobs -------------------------------------------------------------------------

DATABASE_URL = values.database_url()
DATABASES = {"default": env.database(DATABASE_URL or postgres.EmbeddedPostgres(DATA_FOLDER).url())}
# Statements are planned once a connection, then only executed: planning a page's joins costs more than its rows.
DATABASES["default"]["OPTIONS"] |= {
    "application_name": f"shouwen-{ROLE}",
    "server_side_binding": True,
    "prepare_threshold": env.number("PREPARE_AFTER", 3) or None,
}
if ROLE == "worker":
    DATABASES["default"]["CONN_MAX_AGE"] = None  # one connection a thread
_limits = {"web": (15, 5), "worker": (120, 10)}.get(ROLE)
if _limits:
    statement, lock = _limits
    DATABASES["default"]["OPTIONS"]["options"] = (
        f"-c statement_timeout={statement}s -c lock_timeout={lock}s -c idle_in_transaction_session_timeout=60s"
    )
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a restarted database costs no page and no job
if ROLE == "web":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": env.number("POOL", 8), "timeout": 3}

PROCRASTINATE_IMPORT_PATHS = ["shouwen.worker.tasks"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

# --- Language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = values.time_zone()

# --- The web -----------------------------------------------------------------------------------

PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *env.words("TRUSTED_ORIGINS")]
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
_over_tls = PUBLIC_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _over_tls
CSRF_COOKIE_NAME = "shouwen_csrf"
LANGUAGE_COOKIE_NAME = "shouwen_language"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
SSE_CAP = env.number("SSE_CAP", 300)  # open live streams per web process

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static_root"
_manifest = (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
_wanted = {"plain": False, "collect": True}  # tests and the build say which
_collected = _wanted.get(env.text("STATIC"), _manifest)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_FOLDER},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _collected
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Sign-in -----------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Mail --------------------------------------------------------------------------------------

SMTP_URL = env.text("SMTP_URL")  # smtp(s)://user:password@host:port; empty: mails wait in the outbox
IMAP_URL = env.text("IMAP_URL")  # imap(s)://user:password@host:port/INBOX
MAIL_FROM = env.text("MAIL_FROM")
MAIL_CA_FILE = env.text("MAIL_CA_FILE")  # PEM of an authority of one's own, for mail servers inside the house

# --- Backups -----------------------------------------------------------------------------------

BACKUPS_KEPT = env.number("BACKUPS_KEPT", 14)  # the newest so many stay; 0: nothing is ever removed
BACKUP_WEEKS_KEPT = env.number("BACKUP_WEEKS_KEPT", 8)  # and one of each of so many weeks

# --- Logs --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "shouwen.runtime.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {"shouwen": {"level": env.text("LOG_LEVEL", "INFO")}, "procrastinate": {"level": "WARNING"}},
}
