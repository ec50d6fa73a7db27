"""The addresses that the public opens: a click that leads on, and the pixel of a message. No cookies."""

from base64 import b64decode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.models import Purpose
from analytics.tracking import machines, visits
from core.api.throttling import caller_address

# One transparent pixel.
PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# What is kept is not counted; and a target may learn from which site people come, but not from which page.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin-when-cross-origin"}


@require_safe
def click(request: HttpRequest, token: str) -> HttpResponse:
    """Count a click, and lead on to the link's target; never to an address that the request names."""
    found = visits.look_up(Purpose.CLICK, token)
    if found is None:
        return _unknown(request)
    destination = found.destination
    if not destination:
        return render(request, "office/analytics/tracking_ended.html", status=410)
    if request.method == "GET":
        visits.count(found, _visitor(request))
    return HttpResponse(status=302, headers={**HEADERS, "Location": destination})


@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Count an open, and answer with a pixel; an ended one stays a picture, since messages keep it for good."""
    found = visits.look_up(Purpose.OPEN, token)
    if found is None:
        return _unknown(request)
    if found.link.ended_at:
        return _pixel(410)
    if request.method == "GET":
        visits.count(found, _visitor(request))
    return _pixel(200)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "office/analytics/tracking_unknown.html", status=404)


def _pixel(status: int) -> HttpResponse:
    return HttpResponse(PIXEL, status=status, content_type="image/gif", headers=HEADERS)


def _visitor(request: HttpRequest) -> visits.Visitor:
    said = (request.headers.get(name, "") for name in machines.PURPOSES)
    return visits.Visitor(
        agent=request.headers.get("User-Agent", ""),
        address=caller_address(request),
        purposes=tuple(value for value in said if value),
    )
