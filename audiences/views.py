"""The page on which a recipient ends messages. Opening it changes nothing: mail scanners open every link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audiences import public_words, unsubscribing
from audiences.unsubscribing import Ticket

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
ASK, DONE, BACK, UNKNOWN = "ask", "done", "back", "unknown"


@csrf_exempt  # RFC 8058: mail programs post here without a cookie; the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask; posted by the page's button or by a mail program's one click, unsubscribe; or take that back."""
    ticket = unsubscribing.read(token)
    found = unsubscribing.page(ticket) if ticket else None
    if ticket is None or found is None:
        return _answer(request, UNKNOWN, None)
    if request.method == "POST":
        return _answer(request, _act(request, ticket), found)
    return _answer(request, DONE if found.is_unsubscribed else ASK, found)


def _act(request: HttpRequest, ticket: Ticket) -> str:
    """Do what was posted; a post that says nothing of this asks."""
    if "undo" in request.POST:
        unsubscribing.take_back(ticket)
        return BACK
    if "unsubscribe" in request.POST or request.POST.get("List-Unsubscribe") == "One-Click":
        unsubscribing.unsubscribe(ticket)
        return DONE
    return ASK


def _answer(request: HttpRequest, state: str, found: unsubscribing.Page | None) -> HttpResponse:
    language = public_words.language_of(request.headers.get("Accept-Language", ""))
    about = {"company": found.company, "channel": found.channel, "address": found.masked} if found else {}
    context = {"state": state, "page": found, "language": language, "words": public_words.words(language, **about)}
    status = 404 if state == UNKNOWN else 200
    answer = render(request, "audiences/unsubscribe.html", context, status=status)
    for name, value in {**HEADERS, "Content-Language": language, "Vary": "Accept-Language"}.items():
        answer.headers[name] = value
    return answer
