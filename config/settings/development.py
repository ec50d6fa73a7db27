"""Development: any host, no cookies that need HTTPS."""

ALLOWED_HOSTS = ["*"]
INTERNAL_IPS = ["127.0.0.1"]
WHITENOISE_AUTOREFRESH = True  # static files straight from the apps: nothing to collect
WHITENOISE_USE_FINDERS = True
