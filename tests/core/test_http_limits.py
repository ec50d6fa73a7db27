"""Slow, endless, broken and packed answers: each ends in time, in bounded memory, with its own word."""

import gzip
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.http import Limits, OutboundError, fetch
from core.outbound import body
from core.outbound.budget import Budget
from tests.core.servers import (
    answering,
    closed_port,
    page,
    redirect,
    serving,
    silent,
)

SHORT = Limits(deadline=0.4)
SMALL = Limits(deadline=5, max_wire_bytes=1_000_000, max_bytes=2_000_000)
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def refused(code, url, **options):
    with pytest.raises(OutboundError) as caught:
        fetch(url, **options)
    assert caught.value.code == code, caught.value.detail
    return caught.value


def refused_in_time(url, **options):
    began = time.monotonic()
    error = refused("TIMEOUT", url, limits=SHORT, **options)
    assert 0.3 < time.monotonic() - began < 2
    assert (error.message, error.permanent) == ("The page did not answer within 0.4 seconds.", False)


def raw(deflated):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(deflated) + packer.flush()


PACKERS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}


def test_a_server_that_says_nothing():
    with silent() as port:
        refused_in_time(f"http://127.0.0.1:{port}/", allow={f"127.0.0.1:{port}"})


def test_a_handshake_that_never_ends():
    with silent() as port:
        refused_in_time(f"https://127.0.0.1:{port}/", allow={f"127.0.0.1:{port}"})


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"H"),
        (HEAD, b"X-A: b\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (HEAD + b"\r\n", b"x"),
        (CHUNKED, b"1\r\nx\r\n"),
        (CHUNKED + b"1;", b"x"),
        (CHUNKED + b"0\r\n", b"A: b\r\n"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"", mtime=0)[:10], b"\0\0\0\xff\xff"),
    ],
    ids=["status", "headers", "hints", "body", "chunks", "extension", "trailers", "gzip"],
)
def test_a_server_that_drips(head, piece):
    def handle(visit):
        visit.send(head)
        visit.drip(piece)

    with serving(handle) as server:
        refused_in_time(server.url, allow=server.allow)


def test_redirects_share_the_deadline():
    def handle(visit):
        time.sleep(0.15)
        visit.send(redirect(visit.path + "x"))

    with serving(handle) as server:
        refused_in_time(server.url, allow=server.allow)


def test_a_server_that_does_not_listen():
    def handle(visit):
        visit.over.wait()

    with serving(handle, reads=False) as server:
        refused_in_time(server.url, method="POST", content=bytes(20_000_000), allow=server.allow)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD + b"\r\n", b"x" * 65536),
        (CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"x" * 65536),
    ],
    ids=["close", "chunks", "continue", "length"],
)
def test_an_endless_answer_ends_at_the_cap(head, piece):
    def handle(visit):
        visit.send(head)
        visit.flood(piece)

    with serving(handle) as server:
        error = refused("TOO_LARGE", server.url, limits=SMALL, allow=server.allow)
    assert (error.message, error.permanent) == ("The page is larger than 1 MB.", True)


def test_endless_headers_end_at_their_cap():
    def handle(visit):
        visit.send(HEAD + b"X: ")
        visit.flood(b"x" * 65536)

    with serving(handle) as server:
        error = refused("BAD_ANSWER", server.url, allow=server.allow)
    assert error.message == "The server's answer could not be understood."


def test_a_body_that_announces_too_much_is_not_read():
    with serving(lambda visit: visit.send(HEAD + b"Content-Length: 1000001\r\n\r\n")) as server:
        error = refused("TOO_LARGE", server.url, limits=SMALL, allow=server.allow)
    assert error.detail == "Content-Length: 1000001"


def test_a_page_of_ten_megabytes():
    content = bytes(range(256)) * 40_000
    with serving(answering(page(content))) as server:
        assert fetch(server.url, allow=server.allow).content == content


def test_a_zip_bomb_stops_at_the_cap_in_little_memory():
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    with serving(answering(page(bomb, "200 OK", "Content-Encoding: gzip"))) as server:
        tracemalloc.start()
        error = refused("TOO_LARGE", server.url, limits=SMALL, allow=server.allow)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert error.message == "The page is larger than 2 MB."
    assert peak < 5_000_000


def test_packing_that_unpacks_to_nothing_is_bounded_by_its_own_size():
    endless_empty_blocks = gzip.compress(b"", mtime=0)[:10] + b"\0\0\0\xff\xff" * 3_000_000
    with serving(answering(page(endless_empty_blocks, "200 OK", "Content-Encoding: gzip"))) as server:
        error = refused("CONNECTION_LOST", server.url, allow=server.allow)
    assert "ends early" in error.detail


@pytest.mark.parametrize(("coding", "pack"), [*PACKERS.items(), ("deflate", raw), ("GZIP, identity", gzip.compress)])
def test_packed_content_is_unpacked(coding, pack):
    answer = page(pack(b"hei " * 1000), "200 OK", f"Content-Encoding: {coding}")
    with serving(answering(answer)) as server:
        assert fetch(server.url, allow=server.allow).content == b"hei " * 1000


@pytest.mark.parametrize("coding", ["utf-8", "none", "identity", ""])
def test_a_coding_without_meaning_is_none(coding):
    with serving(answering(page(b"hei", "200 OK", f"Content-Encoding: {coding}"))) as server:
        assert fetch(server.url, allow=server.allow).content == b"hei"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "x" * 100])
def test_a_coding_we_did_not_ask_for(coding):
    with serving(answering(page(b"hei", "200 OK", f"Content-Encoding: {coding}"))) as server:
        error = refused("BAD_ENCODING", server.url, allow=server.allow)
    assert (error.message, error.permanent) == ("The page is compressed in a way that cannot be read.", True)


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"hei", mtime=0)[:-8] + b"badcrc!!"])
def test_damaged_packing(content):
    with serving(answering(page(content, "200 OK", "Content-Encoding: gzip"))) as server:
        refused("BAD_ENCODING", server.url, allow=server.allow)


@given(st.binary(max_size=3000), st.integers(1, 400), st.sampled_from(["gzip", "deflate", "raw"]))
def test_content_survives_in_pieces_of_any_size(content, size, coding):
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "raw": raw}[coding](content)
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
    headers = {"content-encoding": coding.replace("raw", "deflate")}
    assert body.read(chunks, headers, Budget(Limits())) == content


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.integers(1, 50), st.booleans())
def test_gzip_members_in_a_row_are_one_content(parts, size, padded):
    packed = b"".join(gzip.compress(part, mtime=0) for part in parts) + b"\0" * 20 * padded
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert body.read(chunks, {"content-encoding": "gzip"}, Budget(Limits())) == b"".join(parts)


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["gzip", "deflate"]))
def test_rubbish_is_content_or_a_clear_refusal(rubbish, coding):
    try:
        body.read([rubbish], {"content-encoding": coding}, Budget(Limits()))
    except OutboundError as error:
        assert error.code in ("BAD_ENCODING", "CONNECTION_LOST")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        HEAD,
        HEAD + b"Content-Length: 10\r\n\r\nhalf",
        CHUNKED + b"a\r\nhalf",
        CHUNKED + b"4\r\nhalf\r\n",
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 999, mtime=0)[:-9],
    ],
    ids=["nothing", "headers", "length", "chunk", "chunks", "gzip"],
)
def test_an_answer_that_breaks_off(answer):
    with serving(lambda visit: visit.send(answer)) as server:
        error = refused("CONNECTION_LOST", server.url, allow=server.allow)
    assert (error.message, error.permanent) == ("The connection broke before the page was complete.", False)


@pytest.mark.parametrize("answer", [b"", HEAD + b"Content-Length: 10\r\n\r\nhalf"])
def test_a_reset_connection(answer):
    def handle(visit):
        visit.send(answer)
        time.sleep(0.05)
        visit.reset()

    with serving(handle) as server:
        assert not refused("CONNECTION_LOST", server.url, allow=server.allow).permanent


def test_more_than_announced_is_left_alone():
    with serving(lambda visit: visit.send(HEAD + b"Content-Length: 4\r\n\r\nhalfmore")) as server:
        assert fetch(server.url, allow=server.allow).content == b"half"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\0" * 100 + b"\r\n\r\n",
        HEAD + b"no header\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        HEAD + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n",
        CHUNKED + b"zz\r\n",
    ],
)
def test_an_answer_that_is_not_http(answer):
    with serving(lambda visit: visit.send(answer) or visit.over.wait(2)) as server:
        assert refused("BAD_ANSWER", server.url, limits=SMALL, allow=server.allow).permanent


def test_a_refused_connection():
    port = closed_port()
    error = refused("CONNECTION_REFUSED", f"http://127.0.0.1:{port}/", allow={f"127.0.0.1:{port}"})
    assert error.message == "The page could not be reached: 127.0.0.1 refused the connection."


RETRY = Limits(deadline=5, retries=2, backoff=0.01)
BUSY = page(b"busy", "503 Service Unavailable")


def test_a_fault_that_may_pass_is_tried_again():
    def handle(visit):
        if len(server.requests) == 3:
            visit.send(page())
        elif len(server.requests) == 2:
            visit.send(BUSY)

    with serving(handle) as server:
        assert fetch(server.url, limits=RETRY, allow=server.allow).content == b"hello"
    assert len(server.requests) == 3


def test_retries_end_with_the_last_answer_or_fault():
    with serving(answering(BUSY)) as server:
        assert fetch(server.url, limits=RETRY, allow=server.allow).status == 503
        assert len(server.requests) == 3
    with serving(lambda visit: None) as server:
        refused("CONNECTION_LOST", server.url, limits=RETRY, allow=server.allow)
        assert len(server.requests) == 3


def test_nothing_is_tried_again_by_default_nor_after_a_permanent_fault_nor_when_it_could_act_twice():
    with serving(answering(BUSY)) as server:
        fetch(server.url, allow=server.allow)
        fetch(server.url, method="POST", content=b"x", limits=RETRY, allow=server.allow)
    assert len(server.requests) == 2
    with serving(answering(page(b"", "404 Not Found"))) as server:
        fetch(server.url, limits=RETRY, allow=server.allow)
    assert len(server.requests) == 1
    with serving(answering(b"nonsense\r\n\r\n")) as server:
        refused("BAD_ANSWER", server.url, limits=RETRY, allow=server.allow)
    assert len(server.requests) == 1


def test_the_server_says_when():
    patient = page(b"busy", "429 Too Many Requests", "Retry-After: 1")
    with serving(answering(patient, page())) as server:
        began = time.monotonic()
        assert fetch(server.url, limits=RETRY, allow=server.allow).status == 200
    assert time.monotonic() - began >= 1
    with serving(answering(patient, page())) as server:
        began = time.monotonic()
        limits = Limits(deadline=0.5, retries=1)
        assert fetch(server.url, limits=limits, allow=server.allow).retry_after == 1
    assert time.monotonic() - began < 0.9


def test_each_attempt_has_its_own_bytes():
    limits = Limits(deadline=5, retries=1, backoff=0.01, max_wire_bytes=700)
    with serving(answering(page(b"x" * 500, "503 Busy"), page(b"x" * 500))) as server:
        assert fetch(server.url, limits=limits, allow=server.allow).status == 200
    with serving(answering(redirect("/" + "y" * 400), page(b"x" * 500))) as server:
        error = refused("TOO_LARGE", server.url, limits=limits, allow=server.allow)
    assert error.message == "The page is larger than 700 bytes."


def test_a_tls_server_that_hangs_up_in_the_handshake():
    with serving(lambda visit: bool(visit.socket.recv(9999)) and None, reads=False) as server:
        refused("TLS_FAILED", f"https://{server.address}/", allow=server.allow)
