"""The answers of plain views."""

from django.http import HttpResponse


def json_answer(body: bytes, status: int = 200) -> HttpResponse:
    """JSON with its length, without which the server would send it in chunks."""
    headers = {"Content-Length": str(len(body))}
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)
