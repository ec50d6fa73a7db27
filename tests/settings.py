"""The product's settings, with passwords that cost no time."""

import os

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTBOUND_ALLOW = frozenset()

# Tests empty the cache, so that each of the workers of a parallel run has a database of the broker to itself.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15 + 1
CACHES = {"default": {**CACHES["default"], "LOCATION": f"{REDIS_URL}?db={_WORKER}"}}  # noqa: F405
