"""The product's settings without its middleware and without the check of a connection before each request."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES as _DATABASES

ROOT_URLCONF = "bench.limits.urls"
MIDDLEWARE: list[str] = []
DATABASES = {"default": {**_DATABASES["default"], "CONN_HEALTH_CHECKS": False}}
