"""What `startproject` and the frameworks' tutorials set: seven middlewares, DRF's and simplejwt's own defaults."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES as _DATABASES
from config.settings import SIMPLE_JWT as _JWT

ROOT_URLCONF = "bench.limits.textbook_urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DATABASES = {
    "default": {
        **_DATABASES["default"],
        "OPTIONS": {
            key: value
            for key, value in _DATABASES["default"]["OPTIONS"].items()
            if key not in ("server_side_binding", "prepare_threshold")
        },
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 20,
}
SIMPLE_JWT = {**_JWT, "USER_ID_CLAIM": "uid"}
