"""The addresses that belong to no app: health, errors, and the demo pages of the development server."""

import orjson
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from config.middleware import is_machine_call
from core import health
from core.api.views import UNEXPECTED
from core.dialects import AGENCY_READING, DSP_V2, DSP_V3, MESSAGING, NATIVE, PARTNER, Dialect, Refusal
from core.errors import DomainError, InvalidError, NotFoundError

DEMO_PAGES = settings.BASE_DIR / "partners" / "demo_pages"
DEMO_TYPES = {".html": "text/html; charset=utf-8", ".svg": "image/svg+xml"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _json({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """All that the product needs is there, or 503 and what is not."""
    checks = health.check_all()
    ready = all(found == "ok" for found in checks.values())
    return _json({"status": "ok" if ready else "unavailable", "checks": checks}, status=200 if ready else 503)


@csrf_exempt
def unknown_address(request: HttpRequest, path: str, uuid: str = "") -> HttpResponse:
    """Whatever no door has, in that door's words, also while Django debugs."""
    return _refusal(request, 404, NotFoundError("Not found"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the door's words, or Django's page for people."""
    if not is_machine_call(request):
        return defaults.page_not_found(request, exception)
    return unknown_address(request, "")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in the door's words, or Django's page for people."""
    if not is_machine_call(request):
        return defaults.bad_request(request, exception)
    return _refusal(request, 400, InvalidError("The request is not valid."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the door's words, or Django's page for people."""
    if not is_machine_call(request):
        return defaults.server_error(request)
    return _refusal(request, 500, DomainError(UNEXPECTED))


def _refusal(request: HttpRequest, status: int, error: DomainError) -> HttpResponse:
    return _json(_dialect(request.path_info).body(Refusal(status, error)), status=status)


def _dialect(path: str) -> Dialect:
    """The door that an address belongs to, by its path."""
    if path.startswith(("/auth/", "/api/campaign/")) or path == "/api/campaign":
        return PARTNER
    if path.startswith(("/campaign/", "/v4/", "/v1/")):
        return MESSAGING
    if path.startswith(("/api/v3/", "/api/oauth/")):
        return DSP_V3
    if path.startswith("/api/v2/"):
        return DSP_V2
    return AGENCY_READING if "/agency/" in path and not path.startswith("/api/") else NATIVE


def _json(body: dict[str, object], status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")


@require_safe
def demo_page(request: HttpRequest, name: str) -> FileResponse:
    """A landing page to try things with; only the development server has them."""
    page = DEMO_PAGES / (name if name.endswith(".svg") else f"{name}.html")
    if page.parent != DEMO_PAGES or not page.is_file():
        raise Http404("There is no such demo page.")
    return FileResponse(page.open("rb"), content_type=DEMO_TYPES[page.suffix])
