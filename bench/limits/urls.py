"""Where the limits are."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.limits import ingestion, media, pages, resolve
from bench.limits.answers import json_answer


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return json_answer(b"{}")


urlpatterns = [
    path("healthz", healthz),
    path("resolve", resolve.known),
    path("resolve-or-create", resolve.create),
    path("page", pages.page),
    path("events", ingestion.insert),
    path("ads", media.add),
]
