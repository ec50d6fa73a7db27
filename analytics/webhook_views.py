"""Where providers call."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from analytics.webhooks import receiving
from core.api.answers import as_json
from core.dialects import NATIVE, Refusal
from core.errors import DomainError


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """Count what a provider reports; some look whether the address is there before they use it."""
    try:
        if request.method != "POST":
            said = receiving.look(key=key, request=request)
            return HttpResponse(said, content_type="text/plain; charset=utf-8") if said else _json({})
        taken = receiving.receive(key=key, request=request)
    except DomainError as error:
        status = NATIVE.status_of(error)
        return _json(NATIVE.body(Refusal(status, error)), status)
    if taken.reply:
        content_type, body = taken.reply
        return HttpResponse(body, content_type=content_type)
    outcome = taken.outcome
    rejected = [{"index": refused.index, "message": refused.message} for refused in outcome.rejected]
    return _json({"accepted": outcome.accepted, "duplicates": outcome.duplicates, "rejected": rejected})


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    response = HttpResponse(as_json(body), status=status, content_type="application/json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Webhook"'
    return response
