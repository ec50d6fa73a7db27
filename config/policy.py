"""What a browser may load on our pages: nothing from anywhere else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# The back office's components evaluate expressions in attributes, and style them; neither script nor style is inline.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class ContentSecurityPolicyMiddleware:
    """Sends the policy with every page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header to HTML; a machine's answer needs none."""
        response = self.get_response(request)
        # Django's own pages for developers, shown while it debugs, have their script inline.
        is_debug_page = settings.DEBUG and response.status_code >= 400
        if response.headers.get("Content-Type", "").startswith("text/html") and not is_debug_page:
            response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        return response
