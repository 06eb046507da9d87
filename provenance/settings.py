"""Every setting comes from the environment; docs/settings.md says what each does.

Started without any, the application is safe on one machine: SQLite and files under var/, a secret
of its own, reachable at the loopback address only.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = os.environ


def flag(name: str, default: bool) -> bool:
    return env.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


VAR_DIR = Path(env.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def kept(path: Path, first: str) -> str:
    """What is in the file, which is made with `first` at first start, for this account alone (0600)."""
    if not path.exists():
        # Written beside and linked: of two processes that start at once, both read what one wrote, whole.
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(first)
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_text()


DEBUG = flag("DEBUG", False)
SECRET_KEY = env.get("SECRET_KEY") or kept(VAR_DIR / "secret-key", secrets.token_urlsafe(64))
SITE_URL = env.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.get("SITE_NAME", "Provenance")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = [
    host for host in env.get("ALLOWED_HOSTS", f"{SITE_HOST},127.0.0.1,localhost").split(",") if host
]
LOOPBACK = SITE_HOST in {"127.0.0.1", "localhost", "::1", "testserver"}
HTTPS = SITE_URL.startswith("https://")

if not DEBUG and not HTTPS and not LOOPBACK:
    raise ImproperlyConfigured("SITE_URL must begin with https:// unless it is a loopback address.")
if DEBUG and not LOOPBACK:
    raise ImproperlyConfigured("DEBUG must be off when SITE_URL is not a loopback address.")
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; * lets any host name pass.")
if not DEBUG and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY must have at least 32 characters.")

EXAMPLE_NOTICE = flag("EXAMPLE_NOTICE", (VAR_DIR / "example").exists())

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "provenance.web",
    "provenance.accounts",
    "provenance.ledger",
    "provenance.search",
    "provenance.entities",
    "sources",
    "claims",
    # After ours: of two commands with one name the first app's is run, and deleterevisions must be ours.
    "reversion",
]

MIDDLEWARE = [
    "provenance.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "provenance.web.middleware.RefuseNul",
]

ROOT_URLCONF = "provenance.urls"
WSGI_APPLICATION = "provenance.wsgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "provenance.web.context.site",
            ],
        },
    }
]

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # IMMEDIATE: a transaction that reads first and writes later would otherwise fail with "database is
    # locked" instead of waiting. synchronous=FULL: with NORMAL a power cut rolls the log back behind a
    # checkpoint that was already published.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
    }
    # A file, one a run: connections of several threads and processes cannot share a database in memory.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test-{os.getpid()}.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "review_queue"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

CSRF_FAILURE_VIEW = "provenance.web.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The __Host- prefix keeps a sister domain (the replay origin, say) from planting a cookie here.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = None  # provenance.web.middleware sets it: signed-in pages send none at all
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes; a form, not a file
UPLOAD_MAX_BYTES = int(env.get("UPLOAD_MAX_BYTES", 50 * 1024 * 1024))
EVIDENCE_DIR = Path(env.get("EVIDENCE_DIR", VAR_DIR / "evidence"))
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    "evidence": {"BACKEND": "sources.storage.BlobFileStorage", "OPTIONS": {"location": EVIDENCE_DIR}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()

# Django 6 has the Tasks API itself; the database backend speaks whichever is there.
TASKS = {"default": {"BACKEND": env.get("TASKS_BACKEND", "django_tasks_db.DatabaseBackend")}}

# The name of the log is chosen once: a site that moves to another address keeps it.
LEDGER_ORIGIN = env.get("LEDGER_ORIGIN") or kept(
    VAR_DIR / "ledger-origin", f"{urlsplit(SITE_URL).netloc}/ledger"
)
LEDGER_KEY_FILE = Path(env.get("LEDGER_KEY_FILE", VAR_DIR / "ledger.key"))
CHECKPOINT_SECONDS = int(env.get("CHECKPOINT_SECONDS", 60))  # the worker signs at most this often

# Sign-offs by different people that each section of a claim needs before it is published.
REVIEW_POLICY = {
    section: int(number)
    for section, _, number in (
        pair.partition("=")
        for pair in env.get(
            "REVIEW_POLICY", "wording=2,subject=2,time=1,place=1,evidence=2,translation=1"
        ).split(",")
    )
}

# The one door to the network. FETCH_ALLOWED names exact address:port pairs that are let through although
# they are private; it exists for tests and the example's own press, and the guard stays on for the rest.
FETCH_ALLOWED = [pair for pair in env.get("FETCH_ALLOWED", "").split(",") if pair]
FETCH_REFUSED_NETWORKS = [net for net in env.get("FETCH_REFUSED_NETWORKS", "").split(",") if net]
FETCH_PORTS = [int(port) for port in env.get("FETCH_PORTS", "80,443,8080,8443").split(",")]
FETCH_SECONDS = float(env.get("FETCH_SECONDS", 30))  # wall clock for a whole capture
FETCH_MAX_BODY = int(env.get("FETCH_MAX_BODY", 20_000_000))  # bytes on the wire
FETCH_USER_AGENT = env.get("FETCH_USER_AGENT", f"provenance-tracker/0.1 (+{SITE_URL}/about)")
CAPTURE_LEASE_SECONDS = int(
    env.get("CAPTURE_LEASE_SECONDS", 120)
)  # then a killed worker's capture is taken up again
FETCH_HOST_PAUSE = float(env.get("FETCH_HOST_PAUSE", 1))  # seconds between two requests to one site
CAPTURE_ATTEMPTS = int(env.get("CAPTURE_ATTEMPTS", 3))

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.get("LOG_LEVEL", "WARNING")},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
DJANGO_HAS_TASKS = django.VERSION >= (6, 0)
