"""Production: HTTPS everywhere, unless HTTPS_ONLY is switched off for a closed network."""

from config.environment import read_environment

env = read_environment()

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.trusted_proxies else None
SECURE_SSL_REDIRECT = False  # the proxy in front redirects; machine calls must never be redirected
SECURE_HSTS_SECONDS = 31_536_000 if env.https_only else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.https_only
SECURE_HSTS_PRELOAD = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = env.https_only
CSRF_COOKIE_SECURE = env.https_only
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # no redirect to HTTPS by Django: see SECURE_SSL_REDIRECT above
    "security.W021",  # preloading HSTS is the operator's decision
]
