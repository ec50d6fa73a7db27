"""A creative's file for whoever may see it, in such a way that it can do no harm to whoever looks."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from companies.office.base import OfficeAdmin
from companies.roles import Right
from core.errors import InvalidError
from insertion_orders import creative_files
from insertion_orders.models import Creative, CreativeFile

# What was uploaded runs nothing, asks nobody, and is of no origin; a page may have its own styles and pictures in it.
SANDBOX = (
    "sandbox; default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)
# A creative's file never changes.
FOR_LONG = "private, max-age=86400, immutable"
_PAGE = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
_PART = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def page_policy(creative: Creative) -> str:
    """What a creative's own page may load: also from the server that its link names, so that one sees what it is."""
    parts = urlsplit(creative.link)
    origin = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""
    is_plain = re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", origin)
    own = f"'self' {origin}" if is_plain else "'self'"
    return "; ".join((*_PAGE, f"img-src {own} data:", f"media-src {own}", f"frame-src {own}"))


@xframe_options_sameorigin
def file(admin: OfficeAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded, or a part of it for players that ask for parts."""
    creative, data = _found(admin, request, pk)
    answer = _part(request, data) if "Range" in request.headers else HttpResponse(data)
    answer.headers["Accept-Ranges"] = "bytes"
    return _harmless(answer, creative.content_type)


def thumb(admin: OfficeAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """A small picture of it."""
    creative, data = _found(admin, request, pk)
    if not creative.content_type.startswith("image/"):
        raise Http404("It is no picture.")
    try:
        return _harmless(HttpResponse(creative_files.thumbnail(data)), "image/webp")
    except InvalidError as error:
        raise Http404(error.message) from error


def _found(admin: OfficeAdmin, request: HttpRequest, pk: int) -> tuple[Creative, bytes]:
    """A creative of the company in front, and its file; another's is not there."""
    creative = admin.get_object(request, str(pk))
    if creative is None:
        raise Http404("There is no such creative.")
    if not admin.allows(request, Right.VIEW, creative):
        raise PermissionDenied
    kept = CreativeFile.objects.filter(company_id=creative.company_id, creative=creative).first()
    if kept is None:
        raise Http404("It was not uploaded.")
    return creative, bytes(kept.data)


def _harmless(answer: HttpResponse, content_type: str) -> HttpResponse:
    answer.headers["Content-Type"] = content_type
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = FOR_LONG
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _part(request: HttpRequest, data: bytes) -> HttpResponse:
    """One part, as RFC 9110 has it; what cannot be read as one asks for all."""
    match = _PART.fullmatch(request.headers["Range"])
    if match is None or match.groups() == ("", ""):
        return HttpResponse(data)
    first, last = match.groups()
    begin = int(first) if first else max(len(data) - int(last), 0)
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if begin > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    answer = HttpResponse(data[begin : end + 1], status=206)
    answer.headers["Content-Range"] = f"bytes {begin}-{end}/{len(data)}"
    return answer
