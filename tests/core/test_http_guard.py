"""The guard: nothing but public addresses, whatever a name, an address or a certificate pretends."""

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.http import Limits, OutboundClient, OutboundError
from core.outbound import urls
from tests.core.servers import (
    PUBLIC,
    Detour,
    answering,
    certificate,
    closed_port,
    names,
    page,
    redirect,
    server_tls,
    serving,
    trusting,
)

QUICK = Limits(deadline=5)


def refused(code, client, url, limits=QUICK):
    with client, pytest.raises(OutboundError) as caught:
        client.fetch(url, limits=limits)
    assert caught.value.code == code, caught.value.detail
    return caught.value


def public(server, answers=((PUBLIC,),), **options):
    """A client for which every name is a public one, and all of them lead to the server."""
    detour = Detour(server.port)
    return OutboundClient(allow=(), resolver=names(*answers), connector=detour, **options), detour


def test_the_checked_address_is_the_one_connected_to():
    with serving(answering(page())) as server:
        client, detour = public(server)
        with client:
            assert client.fetch("http://Shop.example./a", limits=QUICK).status == 200
    assert detour.asked == [(PUBLIC, 80)]
    assert server.requests[0].startswith(b"GET /a HTTP/1.1\r\nHost: shop.example\r\n")


@pytest.mark.parametrize(
    "answers",
    [
        ["10.0.0.1"],
        [PUBLIC, "127.0.0.1"],
        ["127.0.0.1", PUBLIC],
        [PUBLIC, "::ffff:10.0.0.1"],
        [PUBLIC, "fe80::1%2"],
    ],
)
def test_one_private_answer_condemns_the_name(answers):
    with serving(answering(page())) as server:
        client, detour = public(server, [answers])
        error = refused("PRIVATE_ADDRESS", client, "http://shop.example/")
    assert error.message == "The page could not be reached: shop.example is not a public address."
    assert detour.asked == []


def test_a_name_that_turns_private_is_refused_at_the_next_connection():
    with serving(answering(redirect("/again"))) as server:
        client, detour = public(server, [[PUBLIC], ["127.0.0.1"]])
        refused("PRIVATE_ADDRESS", client, "http://rebind.example/")
    assert detour.asked == [(PUBLIC, 80)]


def test_a_second_answer_is_never_asked_for():
    asked = []
    with serving(answering(page())) as server:
        client = OutboundClient(
            allow=(),
            connector=Detour(server.port),
            resolver=lambda host, port: asked.append(host) or [PUBLIC],
        )
        with client:
            client.fetch("http://shop.example/", limits=QUICK)
    assert asked == ["shop.example"]


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("http://127.0.0.1/", "PRIVATE_ADDRESS"),
        ("http://127.0.0.1./", "PRIVATE_ADDRESS"),
        ("http://127.0.0.1:22/", "PRIVATE_ADDRESS"),
        ("https://10.1.2.3:8443/", "PRIVATE_ADDRESS"),
        ("http://169.254.169.254/latest/meta-data/", "PRIVATE_ADDRESS"),
        ("http://0.0.0.0/", "PRIVATE_ADDRESS"),
        ("http://localhost/", "PRIVATE_ADDRESS"),
        ("http://LOCALHOST./", "PRIVATE_ADDRESS"),
        ("http://127。0。0。1/", "PRIVATE_ADDRESS"),
        ("http://[::1]/", "PRIVATE_ADDRESS"),
        ("http://[::]/", "PRIVATE_ADDRESS"),
        ("http://[::ffff:127.0.0.1]/", "PRIVATE_ADDRESS"),
        ("http://[::ffff:7f00:1]/", "PRIVATE_ADDRESS"),
        ("http://[::127.0.0.1]/", "PRIVATE_ADDRESS"),
        ("http://[64:ff9b::7f00:1]/", "PRIVATE_ADDRESS"),
        ("http://[2002:7f00:1::]/", "PRIVATE_ADDRESS"),
        ("http://[fd00:ec2::254]/", "PRIVATE_ADDRESS"),
        ("http://[fe80::1%25eth0]/", "BAD_URL"),
        ("http://[fe80::1%eth0]/", "BAD_URL"),
        ("http://2130706433/", "BAD_URL"),
        ("http://017700000001/", "BAD_URL"),
        ("http://0x7f000001/", "BAD_URL"),
        ("http://0X7F000001/", "BAD_URL"),
        ("http://0177.0.0.1/", "BAD_URL"),
        ("http://0x7f.0.0.1/", "BAD_URL"),
        ("http://127.1/", "BAD_URL"),
        ("http://127.0.1/", "BAD_URL"),
        ("http://0/", "BAD_URL"),
        ("http://1.1.1.1.1/", "BAD_URL"),
        ("http://256.1.1.1/", "BAD_URL"),
        ("http://127.0.0.%31/", "BAD_URL"),
        ("http://１２７.0.0.1/", "BAD_URL"),
        ("http://①②⑦.0.0.1/", "BAD_URL"),
        ("http://example.com@127.0.0.1/", "BAD_URL"),
        ("http://127.0.0.1\\@example.com/", "BAD_URL"),
        ("http://exa mple.com/", "BAD_URL"),
        ("http://-a.example/", "BAD_URL"),
        ("http://a..example/", "BAD_URL"),
        (f"http://{'a' * 64}.example/", "BAD_URL"),
        (f"http://{'a.' * 130}example/", "BAD_URL"),
        ("http://example.com:99999999999999999999/", "BAD_URL"),
        ("http://example.com:65536/", "BAD_URL"),
        ("http://example.com:٢٢/", "PORT_REFUSED"),
        ("http://example.com:0/", "BAD_URL"),
        ("http://example.com:22/", "PORT_REFUSED"),
        ("http://example.com:-80/", "BAD_URL"),
        ("http://example.com/\r\nHost: x", "BAD_URL"),
        ("http://example.com/" + "a" * 9000, "BAD_URL"),
        ("//example.com/", "BAD_URL"),
        ("example.com", "BAD_URL"),
        ("", "BAD_URL"),
        ("http:example.com", "BAD_URL"),
        ("file:///etc/passwd", "BAD_URL"),
        ("unix:///var/run/docker.sock", "BAD_URL"),
        ("data:text/html,hi", "BAD_URL"),
    ],
)
def test_no_way_of_writing_gets_past(url, codes):
    def connector(address, port, seconds):
        raise AssertionError(f"connected to {address}:{port}")

    def resolver(host, port):
        return ["127.0.0.1"] if host == "localhost" else [PUBLIC]

    error = refused(codes, OutboundClient(allow=(), resolver=resolver, connector=connector), url)
    assert error.permanent


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_clear_refusal(text):
    for url in (text, f"http://{text}", f"https://example.com{text}"):
        try:
            parsed = urls.parse(url)
        except OutboundError as error:
            assert error.code == "BAD_URL"
        else:
            assert parsed.scheme in ("http", "https")
            assert parsed.raw_host
            assert not parsed.userinfo
            assert urls.parse(str(parsed)) == parsed


def test_an_opened_address_opens_no_other_name_or_port():
    with serving(answering(page())) as server:
        allow = {f"LocalHost:{server.port}"}
        with OutboundClient(allow=allow) as client:
            assert client.fetch(f"http://localhost:{server.port}/", limits=QUICK).status == 200
        refused("PRIVATE_ADDRESS", OutboundClient(allow=allow), server.url)
        refused("PRIVATE_ADDRESS", OutboundClient(allow=allow), f"http://localhost:{closed_port()}/")
    assert server.connections == 1


def test_names_that_nobody_knows():
    def resolver(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    error = refused("NAME_NOT_FOUND", OutboundClient(allow=(), resolver=resolver), "http://example.invalid/")
    assert (error.message, error.permanent) == ("No server with the name example.invalid was found.", True)
    refused("NAME_NOT_FOUND", OutboundClient(allow=(), resolver=lambda host, port: []), "http://empty.example/")


def test_a_name_system_out_of_order_may_recover():
    def resolver(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    error = refused("NAME_LOOKUP_FAILED", OutboundClient(allow=(), resolver=resolver), "http://shop.example/")
    assert not error.permanent


def test_the_next_address_is_tried_when_one_does_not_answer():
    asked = []
    with serving(answering(page())) as server:

        def connector(address, port, seconds):
            asked.append((address, seconds))
            if len(asked) < 3:
                raise (TimeoutError if len(asked) == 1 else ConnectionRefusedError)("no")
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        answers = ["2606:4700::1", "2606:4700::2", PUBLIC, PUBLIC]
        with OutboundClient(allow=(), resolver=names(answers), connector=connector) as client:
            assert client.fetch("http://shop.example/", limits=Limits(deadline=6)).status == 200
    assert [address for address, _ in asked] == ["2606:4700::1", "2606:4700::2", PUBLIC]
    assert asked[0][1] <= 2 < asked[1][1] <= 3 < asked[2][1] <= 6


def test_a_refused_connection():
    error = refused(
        "CONNECTION_REFUSED",
        OutboundClient(allow=(), resolver=names([PUBLIC]), connector=Detour(closed_port())),
        "http://shop.example/",
    )
    assert error.message == "The page could not be reached: shop.example refused the connection."
    assert not error.permanent


def test_no_way_there():
    def connector(address, port, seconds):
        raise OSError(101, "Network is unreachable")

    client = OutboundClient(allow=(), resolver=names([PUBLIC]), connector=connector)
    error = refused("UNREACHABLE", client, "http://shop.example/")
    assert (error.permanent, "Network is unreachable" in error.detail) == (False, True)


def test_tls_is_verified_against_the_name_in_the_address(tmp_path):
    pem = certificate(tmp_path, "shop.example")
    with serving(answering(page(b"secure")), server_tls(pem)) as server:
        client, detour = public(server, ssl_context=trusting(pem))
        with client:
            assert client.fetch("https://shop.example/", limits=QUICK).content == b"secure"
            assert client.fetch("https://shop.example:8443/", limits=QUICK).content == b"secure"
    assert detour.asked == [(PUBLIC, 443), (PUBLIC, 8443)]
    assert server.names == ["shop.example", "shop.example"]


def test_a_way_down_from_https_is_followed_and_seen(tmp_path):
    pem = certificate(tmp_path, "shop.example")
    with (
        serving(answering(page(b"plain"))) as plain,
        serving(answering(redirect("http://shop.example/b")), server_tls(pem)) as secure,
    ):

        def connector(address, port, seconds):
            return Detour({443: secure, 80: plain}[port].port)(address, port, seconds)

        with OutboundClient(
            allow=(), resolver=names([PUBLIC]), connector=connector, ssl_context=trusting(pem)
        ) as client:
            response = client.fetch("https://shop.example/a", headers={"Authorization": "secret"}, limits=QUICK)
    assert (response.url, response.hops) == ("http://shop.example/b", ("https://shop.example/a",))
    assert b"secret" in secure.requests[0]
    assert b"secret" not in plain.requests[0]


def test_a_certificate_for_another_name_is_not_valid(tmp_path):
    pem = certificate(tmp_path, "other.example")
    with serving(answering(page()), server_tls(pem)) as server:
        client, _ = public(server, ssl_context=trusting(pem))
        error = refused("BAD_CERTIFICATE", client, "https://shop.example/")
    assert (error.message, error.permanent) == ("The server's certificate is not valid.", True)
    assert server.requests == []


def test_a_self_signed_certificate_is_not_valid(tmp_path):
    with serving(answering(page()), server_tls(certificate(tmp_path, "shop.example"))) as server:
        refused("BAD_CERTIFICATE", public(server)[0], "https://shop.example/")
        refused("BAD_CERTIFICATE", OutboundClient(allow=server.allow), f"https://{server.address}/")
    assert server.requests == []


def test_a_certificate_for_an_address_is_valid_there(tmp_path):
    pem = certificate(tmp_path, "127.0.0.1")
    with (
        serving(answering(page()), server_tls(pem)) as server,
        OutboundClient(allow=server.allow, ssl_context=trusting(pem)) as client,
    ):
        assert client.fetch(f"https://{server.address}/", limits=QUICK).status == 200


def test_a_server_that_speaks_no_tls():
    with serving(lambda visit: visit.send(page()), reads=False) as server:
        client = OutboundClient(allow=server.allow)
        error = refused("TLS_FAILED", client, f"https://{server.address}/")
    assert error.message == "No secure connection to 127.0.0.1 could be made."


def test_a_slow_name_system_is_not_waited_for():
    def resolver(host, port):
        time.sleep(3)
        return [PUBLIC]

    began = time.monotonic()
    error = refused(
        "TIMEOUT", OutboundClient(allow=(), resolver=resolver), "http://slow.example/", Limits(deadline=0.3)
    )
    assert time.monotonic() - began < 2
    assert error.message == "The page did not answer within 0.3 seconds."


@pytest.mark.parametrize(
    ("path", "opened"),
    [("demo/page", True), ("demo/", True), ("admin/", False), ("", False), ("demo/../admin/", False), ("demo", False)],
)
def test_a_pair_may_be_opened_for_a_path_alone(path, opened):
    with serving(answering(page())) as server:
        allow = frozenset({f"{server.address}/demo/"})
        if opened:
            assert OutboundClient(allow=allow).fetch(f"{server.url}{path}", limits=QUICK).status == 200
        else:
            refused("PRIVATE_ADDRESS", OutboundClient(allow=allow), f"{server.url}{path}")


def test_a_redirect_does_not_lead_out_of_the_opened_path():
    with serving(answering(redirect("/admin/"))) as server:
        client = OutboundClient(allow=frozenset({f"{server.address}/demo/"}))
        refused("PRIVATE_ADDRESS", client, f"{server.url}demo/")
