"""Fetching: what is sent, what comes back, where redirects lead."""

import threading
from types import SimpleNamespace

import httpx2
import pytest

from core import http
from core.http import FetchedResponse, Limits, OutboundClient, OutboundError, fetch
from tests.core.servers import answering, closed_port, page, redirect, serving

QUICK = Limits(deadline=5)


def refused(code, url, **options):
    """Fetch, expect the code, and hand back the error."""
    with pytest.raises(OutboundError) as caught:
        fetch(url, **{"limits": QUICK, **options})
    assert caught.value.code == code, caught.value.detail
    return caught.value


def test_a_page_is_fetched():
    answer = page(b"<p>hei</p>", "200 OK", "Content-Type: Text/HTML; charset=ISO-8859-1")
    with serving(answering(answer)) as server:
        response = fetch(server.url + "a?b=c#d", limits=QUICK, allow=server.allow)
    assert (response.status, response.content, response.hops) == (200, b"<p>hei</p>", ())
    assert response.url == server.url + "a?b=c"
    assert response.headers["CONTENT-type"] == "Text/HTML; charset=ISO-8859-1"
    assert (response.content_type, response.charset) == ("text/html", "iso-8859-1")


def test_the_request_says_who_asks_and_carries_nothing_else():
    with serving(answering(page())) as server:
        fetch(server.url + "ä b", limits=QUICK, allow=server.allow)
    assert server.requests == [
        f"GET /%C3%A4%20b HTTP/1.1\r\nHost: {server.address}\r\nAccept-Encoding: gzip, deflate\r\n"
        f"User-Agent: {http.USER_AGENT}\r\nAccept: {http.ACCEPT}\r\n\r\n".encode()
    ]


def test_headers_and_body_of_the_caller_are_sent_but_not_those_that_frame_the_request():
    with serving(answering(page())) as server:
        headers = {
            "user-agent": "Other/1",
            "X-Key": "k",
            "Host": "evil.example",
            "Transfer-Encoding": "chunked",
        }
        fetch(server.url, method="post", headers=headers, content=b"body", limits=QUICK, allow=server.allow)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert sorted(head.decode().lower().split("\r\n")) == [
        "accept-encoding: gzip, deflate",
        f"accept: {http.ACCEPT}",
        "content-length: 4",
        f"host: {server.address}",
        "post / http/1.1",
        "user-agent: other/1",
        "x-key: k",
    ]
    assert body == b"body"


@pytest.mark.parametrize("headers", [{"X": "a\r\nB: c"}, {"X: y": "z"}, {"X": "blåbær"}, {"ø": "z"}])
def test_headers_that_are_not_http_are_not_sent(headers):
    with serving(answering(page())) as server:
        assert refused("BAD_REQUEST", server.url, headers=headers, allow=server.allow).permanent
    assert server.requests == []


def test_a_head_request_has_no_body():
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\nContent-Encoding: gzip\r\n\r\n"
    with serving(answering(answer)) as server:
        assert fetch(server.url, method="HEAD", limits=QUICK, allow=server.allow).content == b""


def test_a_chain_of_redirects_is_followed():
    chain = [
        redirect("/b"),
        redirect("c?d", "301 Moved"),
        redirect("//{0}/e", "307 x"),
        redirect("{1}f#g", "308 x"),
    ]
    with serving(lambda visit: visit.send(chain.pop(0) if chain else page(b"end"))) as server:
        chain[:] = [
            step.replace(b"{0}", server.address.encode()).replace(b"{1}", server.url.encode()) for step in chain
        ]
        response = fetch(server.url, limits=QUICK, allow=server.allow)
    assert response.content == b"end"
    assert response.url == server.url + "f"
    assert response.hops == tuple(server.url + path for path in ("", "b", "c?d", "e"))


def test_a_redirect_loop_is_named():
    with serving(answering(redirect("/b"), redirect("/"))) as server:
        error = refused("REDIRECT_LOOP", server.url, allow=server.allow)
    assert (error.message, error.permanent) == ("The page redirects in a circle.", True)
    assert len(server.requests) == 2


def test_an_endless_chain_ends_at_the_limit():
    with serving(lambda visit: visit.send(redirect(visit.path + "x"))) as server:
        error = refused("TOO_MANY_REDIRECTS", server.url, allow=server.allow)
    assert error.message == "The page redirects more than 5 times."
    assert len(server.requests) == 6


def test_a_redirect_is_the_answer_when_none_may_be_followed():
    with serving(answering(redirect("/b"))) as server:
        response = fetch(server.url, limits=Limits(max_redirects=0), allow=server.allow)
        posted = fetch(server.url, method="POST", content=b"x", limits=QUICK, allow=server.allow)
    assert [response.status, posted.status] == [302, 302]
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com/",
        "javascript:1",
        "http://user:secret@example.com/",
        "http://[::1",
        "http://a b/",
        "http://ex\\ample.com/",
        "http://2130706433/",
    ],
)
def test_redirects_to_what_is_no_web_address_are_refused(location):
    with serving(answering(redirect(location))) as server:
        error = refused("BAD_URL", server.url, allow=server.allow)
    assert error.permanent
    assert "secret" not in error.message + error.detail


def test_a_redirect_to_a_private_address_is_refused_without_a_connection():
    with serving(answering(page(b"internal"))) as inside, serving(answering(redirect(inside.url))) as server:
        error = refused("PRIVATE_ADDRESS", server.url, allow=server.allow)
    assert error.message == "The page could not be reached: 127.0.0.1 is not a public address."
    assert error.permanent
    assert inside.connections == 0


def test_secrets_stay_with_the_server_they_were_meant_for():
    headers = {"Authorization": "Bearer t", "X-Api-Key": "k", "Cookie": "c=1", "Accept-Language": "nb"}
    with serving(answering(page())) as other:
        steps = answering(redirect("/b", "302 Found", "Set-Cookie: s=1"), redirect(other.url))
        with serving(steps) as server:
            fetch(server.url, headers=headers, limits=QUICK, allow=server.allow | other.allow)
    assert [b"Authorization: Bearer t" in request for request in server.requests] == [True, True]
    assert not any(b"s=1" in request for request in [*server.requests, *other.requests])
    seen = other.requests[0].lower()
    assert b"accept-language: nb" in seen
    assert f"host: {other.address}".encode() in seen
    assert not any(word in seen for word in (b"authorization", b"x-api-key", b"cookie"))


def test_the_setting_opens_single_addresses(monkeypatch):
    with serving(answering(page())) as server:
        monkeypatch.setattr(http, "settings", SimpleNamespace(OUTBOUND_ALLOW=server.allow))
        assert fetch(server.url, limits=QUICK).status == 200
        monkeypatch.setattr(http, "settings", SimpleNamespace())
        refused("PRIVATE_ADDRESS", server.url)
    assert server.connections == 1


def test_the_environment_has_no_say(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    with serving(answering(page())) as server:
        assert fetch(server.url, limits=QUICK, allow=server.allow).status == 200


def test_connections_are_kept_when_wished():
    with serving(answering(page())) as server, OutboundClient(allow=server.allow, keepalive=2) as client:
        for _ in range(3):
            assert client.fetch(server.url, limits=QUICK).content == b"hello"
    assert (server.connections, len(server.requests)) == (1, 3)


def test_threads_share_a_client():
    with serving(answering(page())) as server, OutboundClient(allow=server.allow, keepalive=4) as client:
        bodies = []
        threads = [
            threading.Thread(target=lambda: bodies.append(client.fetch(server.url, limits=QUICK).content))
            for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert bodies == [b"hello"] * 20
    assert server.connections < 20  # some were shared; those over the four that are kept are closed


@pytest.mark.parametrize(
    ("status", "permanent", "message"),
    [
        (404, True, "The page answered 404 (not found)."),
        (403, True, "The page answered 403 (forbidden)."),
        (408, False, "The page answered 408 (request timeout)."),
        (425, False, "The page answered 425 (too early)."),
        (429, False, "The page answered 429 (too many requests)."),
        (500, False, "The page answered 500 (internal server error)."),
        (599, False, "The page answered 599."),
        (304, True, "The page answered 304 (not modified)."),
    ],
)
def test_a_bad_status_is_an_error_on_demand(status, permanent, message):
    with pytest.raises(OutboundError) as caught:
        FetchedResponse("http://x/", status, httpx2.Headers({"Retry-After": "7"}), b"").raise_for_status()
    assert (caught.value.code, caught.value.permanent, caught.value.message) == (
        "HTTP_STATUS",
        permanent,
        message,
    )
    assert caught.value.data == {"status": status, "retry_after": 7.0}


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_good_status_passes(status):
    FetchedResponse("http://x/", status, {}, b"").raise_for_status()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("9" * 400, 999999999),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value, seconds):
    assert FetchedResponse("http://x/", 429, {"retry-after": value}, b"").retry_after == seconds


@pytest.mark.parametrize(
    ("value", "kind", "charset"),
    [
        ("text/html", "text/html", None),
        (" TEXT/html ;charset='utf-8'", "text/html", "'utf-8'"),
        ('text/html; charset="Windows-1252"', "text/html", "windows-1252"),
        ("", "", None),
        (";;;", "", None),
        ("text/html; charset*=x''%E4", "text/html", None),
    ],
)
def test_the_content_type_is_read(value, kind, charset):
    response = FetchedResponse("http://x/", 200, {"content-type": value}, b"")
    assert response.content_type == kind
    if charset:
        assert response.charset == charset
