"""What holds in development and production alike."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
from psycopg.conninfo import conninfo_to_dict

from ai.llm.settings import Settings as LanguageModelSettings
from config.environment import BASE_DIR as _BASE_DIR
from config.environment import read_environment
from config.logs import logging_config
from core import embedded

from .admin import UNFOLD as UNFOLD

django_stubs_ext.monkeypatch()
env = read_environment()

BASE_DIR = _BASE_DIR
SECRET_KEY = env.secret_key
ENCRYPTION_KEYS = env.encryption_keys
SHORT_ID_SECRET = env.short_id_secret
DEBUG = bool(env.debug)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.csrf_trusted_origins
BASE_DOMAIN = env.base_domain
TRUSTED_PROXIES = env.trusted_proxies
PUBLIC_URL = env.public_url.rstrip("/")
# Where links in messages lead: a worker has no call whose host it could take.
LINK_BASE = PUBLIC_URL or (
    f"https://{env.base_domain}" if env.base_domain else f"http://localhost:{env.port}" if DEBUG else ""
)
# Whom a buyer whose company is on hold may write to.
SUPPORT_EMAIL = env.support_email or f"support@{env.base_domain or 'localhost'}"
OUTBOUND_ALLOW = frozenset(env.outbound_allow)
APPEND_SLASH = True

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # before Django's admin, so that its templates come first
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "config.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "companies",
    "audiences",
    "templates_app",
    "campaigns",
    "analytics",
    "partners",
    "insertion_orders",
    "delivery",
]

# The seven default middlewares cost a machine call three times the view itself: those that only people's
# sessions need step aside for the API (config/middleware.py).
MIDDLEWARE = [
    "config.middleware.RequestContextMiddleware",
    "config.policy.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.StaticFilesMiddleware",
    "config.middleware.SessionMiddleware",
    "config.middleware.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.AuthenticationMiddleware",
    "config.middleware.MessageMiddleware",
    "config.middleware.BackOfficeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """One entry of DATABASES from a PostgreSQL address.

    Prepared statements halve the server's work; a transaction pooler older than PgBouncer 1.21 cannot carry
    them, so that DATABASE_POOLER turns them off.
    """
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    entry: dict[str, Any] = {key: parts.pop(part, "") for part, key in known.items()}
    options: dict[str, Any] = {
        **parts,
        "connect_timeout": int(parts.get("connect_timeout") or 5),
        "options": f"-c statement_timeout={env.statement_timeout_ms} -c lock_timeout=10000",
        "server_side_binding": not env.database_pooler,
        "prepare_threshold": None if env.database_pooler else 1,
    }
    if env.database_pooler:
        del options["options"]
    return {
        "ENGINE": "django.db.backends.postgresql",
        **entry,
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_URL = env.database_url or embedded.database_url(BASE_DIR)
REDIS_URL = env.redis_url or embedded.broker_url(BASE_DIR)
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "muster",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

AUTH_USER_MODEL = "companies.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.static_root
STATICFILES_DIRS: list[Path] = [BASE_DIR / "config" / "static"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

REST_FRAMEWORK = {
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.DialectSchema",
    "EXCEPTION_HANDLER": "core.api.views.render_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(hours=1),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "SIGNING_KEY": SECRET_KEY,
    "ALGORITHM": "HS256",
    "ISSUER": "muster",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Muster",
    "DESCRIPTION": "Five API traditions over one campaign.",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": True, "displayOperationId": False},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "CampaignStatus": "campaigns.models.CampaignStatus",
        "CampaignType": "campaigns.models.CampaignType",
        "ContentType": "campaigns.models.ContentType",
        "Channel": "core.channels.Channel",
    },
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 30,
    "global_keyprefix": "muster:",
    "max_retries": 0,  # a call must not wait for the broker: the sweep finds what it did not take
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the sweep finds what the broker did not take
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes; a child over it is replaced after its task
CELERY_TASK_DEFAULT_QUEUE = "muster"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.jobs.sweep", "schedule": 5.0, "options": {"expires": 30}},
    "keep-months-of-events": {"task": "analytics.keep_months", "schedule": 3600.0, "options": {"expires": 600}},
    "drop-exports": {"task": "analytics.drop_exports", "schedule": 3600.0, "options": {"expires": 600}},
    "run-due-broadcasts": {"task": "delivery.run_due", "schedule": 5.0, "options": {"expires": 30}},
    "look-after-runs": {"task": "delivery.look_after", "schedule": 20.0, "options": {"expires": 60}},
    "forget-files-of-contacts": {"task": "audiences.forget_files", "schedule": 3600.0, "options": {"expires": 600}},
    "forget-recipients": {"task": "delivery.forget", "schedule": 600.0, "options": {"expires": 300}},
    "forget-idempotency-keys": {"task": "delivery.forget_keys", "schedule": 3600.0, "options": {"expires": 600}},
    "expire-orders": {"task": "insertion_orders.expire_ended", "schedule": 15.0, "options": {"expires": 60}},
    "forget-stops": {"task": "insertion_orders.forget_stops", "schedule": 3600.0, "options": {"expires": 600}},
    "complete-campaigns": {"task": "campaigns.complete_ended", "schedule": 30.0, "options": {"expires": 60}},
}

# None: the offline assistant does all.
LLM = (
    LanguageModelSettings(
        provider=env.llm_provider,
        model=env.llm_model,
        base_url=env.llm_base_url or "",
        api_key=env.llm_api_key,
        timeout=env.llm_timeout_seconds,
        max_tokens=env.llm_max_tokens,
        price_in=env.llm_price_in,
        price_out=env.llm_price_out,
    )
    if env.assistant == "llm"
    else None
)
SEND_WORKERS = env.send_workers

LLM_MONTH_TOKENS = env.llm_month_tokens
LLM_MONTH_COST = env.llm_month_cost

ANALYTICS_RETENTION_MONTHS = env.analytics_retention_months
DELIVERY_RETENTION_DAYS = env.delivery_retention_days

LOGGING = logging_config(level=env.log_level, as_json=not DEBUG if env.log_json is None else env.log_json)
LOGGING_CONFIG = "config.logs.configure"
