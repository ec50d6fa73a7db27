"""SMTP against a real server: what arrives, and what each kind of misbehaviour comes to."""

import email
import email.policy
import logging
import socket
import threading
from contextlib import contextmanager

import pytest

from core.errors import OutboundError
from delivery.channels.base import Outcome
from delivery.channels.smtp.channel import Smtp
from tests.core.servers import certificate, closed_port, server_tls, silent, trusting
from tests.delivery.channels.conftest import account, mail
from tests.delivery.channels.sink import sink

PASSWORD = "a password that nobody may see"


@contextmanager
def smtp(settings, port, *, context=None, secrets=None, host="127.0.0.1", **changed):
    """A channel to a port on the loopback interface that the operator has opened."""
    settings.OUTBOUND_ALLOW = {f"127.0.0.1:{port}", f"localhost:{port}"}
    told = {"security": "none", "timeout": 5, "connections": 2, **changed}
    channel = Smtp(
        account("smtp", secrets=secrets, host=host, port=port, from_address="post@hotel.example", **told),
        context=context,
    )
    try:
        yield channel
    finally:
        channel.close()


def by_id(outcomes):
    return {outcome.id: outcome for outcome in outcomes}


def refused(reason, *, permanent, number=1, of_account=False):
    return Outcome(number, "failed", "", f"The server said: {reason}", permanent, None, of_account)


@pytest.mark.parametrize("pipelines", [True, False])
def test_each_mail_arrives_once(settings, pipelines):
    with sink(pipelines=pipelines) as server, smtp(settings, server.port, connections=3) as channel:
        found = list(channel.send([mail(n) for n in range(100)]))
    assert sorted(outcome.id for outcome in found) == list(range(100))
    assert {outcome.state for outcome in found} == {"sent"}
    assert server.recipients == sorted(f"guest{n}@example.com" for n in range(100))
    assert server.connections == 3


def test_connections_are_kept_from_batch_to_batch(settings):
    with sink() as server, smtp(settings, server.port) as channel:
        for start in range(0, 40, 10):
            assert [one.state for one in channel.send([mail(n) for n in range(start, start + 10)])] == ["sent"] * 10
    assert server.connections == 2


def test_one_mail_needs_one_connection(settings):
    with sink() as server, smtp(settings, server.port, connections=8) as channel:
        assert [one.state for one in channel.send([mail()])] == ["sent"]
    assert server.connections == 1


def test_no_mails_need_none(settings):
    with sink() as server, smtp(settings, server.port) as channel:
        assert list(channel.send([])) == []
    assert server.connections == 0


def test_what_arrives_is_what_was_written(settings):
    lines = ".\n..two dots\nÅ være, " + "lang " * 60 + "\nlast without an end"
    item = mail(subject="Vårtilbud 🌷", text=lines, html=f"<p>.</p>\r\n.\r\n<p>{'ø' * 2000}</p>")
    with sink() as server, smtp(settings, server.port, from_name="Hotell, Ås") as channel:
        outcome = next(iter(channel.send([item])))
    recipient, content = server.mails[0]
    read = email.message_from_bytes(content, policy=email.policy.default)
    assert (recipient, read["to"]) == ("guest1@example.com", "guest1@example.com")
    assert read["from"] == '"Hotell, Ås" <post@hotel.example>'
    assert (read["subject"], read["message-id"]) == ("Vårtilbud 🌷", outcome.provider_id)
    text, html = read.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == lines
    assert html.get_content().replace("\r\n", "\n") == item.message.html.replace("\r\n", "\n") + "\n"
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("name", "reason", "permanent"),
    [
        ("greylisted", "450 4.2.0 Greylisted, come back later", False),
        ("nobody", "550 5.1.1 No such mailbox", True),
        ("full", "552 5.2.2 Mailbox full", False),
        ("refused-late", "554 5.7.1 This looks like spam", True),
        ("busy-late", "451 4.3.0 Try again later", False),
    ],
)
@pytest.mark.parametrize("pipelines", [True, False])
def test_a_refusal_is_the_mails_own(settings, name, reason, permanent, pipelines):
    batch = [mail(1, f"{name}@example.com"), mail(2), mail(3, f"{name}+3@example.com"), mail(4)]
    with sink(pipelines=pipelines) as server, smtp(settings, server.port, connections=1) as channel:
        found = by_id(channel.send(batch))
        later = list(channel.send([mail(5)]))
    assert found[1] == refused(reason, permanent=permanent)
    assert found[3] == refused(reason, permanent=permanent, number=3)
    assert (found[2].state, found[4].state, later[0].state) == ("sent", "sent", "sent")
    assert server.recipients == ["guest2@example.com", "guest4@example.com", "guest5@example.com"]
    assert server.connections == 1


@pytest.mark.parametrize("pipelines", [True, False])
def test_a_connection_lost_after_the_mail_leaves_it_unknown(settings, pipelines):
    batch = [mail(1), mail(2, "taken-and-dropped@example.com"), mail(3), mail(4)]
    with sink(pipelines=pipelines) as server, smtp(settings, server.port, connections=1) as channel:
        found = by_id(channel.send(batch))
    assert found[2] == Outcome(2, "unknown", reason="The server hung up after the mail was handed over.")
    assert {found[n].state for n in (1, 3, 4)} == {"sent"}
    assert server.recipients == [
        "guest1@example.com", "guest3@example.com", "guest4@example.com", "taken-and-dropped@example.com"
    ]  # fmt: skip


def test_a_server_that_keeps_its_receipt_leaves_it_unknown(settings):
    batch = [mail(1, "taken-and-hung@example.com"), mail(2)]
    with sink() as server, smtp(settings, server.port, connections=1, timeout=0.3) as channel:
        found = by_id(channel.send(batch))
    assert found[1] == Outcome(1, "unknown", reason="The server did not answer in time after the mail was handed over.")
    assert found[2].state == "sent"
    assert server.recipients == ["guest2@example.com", "taken-and-hung@example.com"]


def test_a_connection_lost_before_the_mail_is_tried_once_more(settings):
    batch = [mail(1, "drop-once@example.com"), mail(2)]
    with sink() as server, smtp(settings, server.port, connections=1) as channel:
        found = by_id(channel.send(batch))
    assert (found[1].state, found[2].state) == ("sent", "sent")
    assert server.recipients == ["drop-once@example.com", "guest2@example.com"]
    assert server.connections == 2


def test_a_connection_lost_before_the_mail_again_is_a_passing_failure(settings):
    batch = [mail(1, "drop@example.com"), mail(2)]
    with sink() as server, smtp(settings, server.port, connections=1) as channel:
        found = by_id(channel.send(batch))
    assert found[1] == Outcome(1, "failed", reason="The server hung up before it took the mail.")
    assert found[2].state == "sent"
    assert server.recipients == ["guest2@example.com"]


def test_a_server_that_hangs_at_the_envelope_has_not_got_the_mail(settings):
    with sink() as server, smtp(settings, server.port, connections=1, timeout=0.2) as channel:
        found = by_id(channel.send([mail(1, "hang@example.com"), mail(2)]))
    assert found[1] == Outcome(1, "failed", reason="The server did not answer in time before it took the mail.")
    assert found[2].state == "sent"
    assert server.recipients == ["guest2@example.com"]


def test_a_server_that_always_hangs_is_given_up(settings):
    batch = [mail(n, f"hang+{n}@example.com") for n in range(60)]
    with sink() as server, smtp(settings, server.port, connections=8, timeout=0.1) as channel:
        found = by_id(channel.send(batch))
    assert len(found) == 60
    assert {outcome.state for outcome in found.values()} == {"failed"}
    left = [outcome for outcome in found.values() if outcome.of_account]
    assert len(left) >= 40
    assert {outcome.reason for outcome in left} == {"The server did not answer in time, again and again."}
    assert server.mails == []


def test_a_goodbye_after_some_mails_means_a_new_connection(settings):
    with sink(goodbye_after=3) as server, smtp(settings, server.port, connections=1) as channel:
        found = list(channel.send([mail(n) for n in range(10)]))
    assert {outcome.state for outcome in found} == {"sent"}
    assert len(server.mails) == 10
    assert server.connections == 4


def test_a_connection_closed_while_idle_costs_nothing(settings):
    with sink() as server, smtp(settings, server.port, connections=1) as channel:
        list(channel.send([mail(1)]))
        channel._idle[0].line._transport.get_extra_info("socket")._sock.shutdown(socket.SHUT_RDWR)
        found = list(channel.send([mail(2)]))
    assert [outcome.state for outcome in found] == ["sent"]
    assert server.recipients == ["guest1@example.com", "guest2@example.com"]


@pytest.mark.parametrize(
    ("reply", "permanent", "of_account"),
    [("550 5.7.1 Sender not allowed", True, True), ("451 4.3.2 System busy", False, False)],
)
def test_a_refused_sender(settings, reply, permanent, of_account):
    with sink(refuse_sender=reply) as server, smtp(settings, server.port, connections=1) as channel:
        found = list(channel.send([mail(1), mail(2)]))
    assert found == [
        refused(reply, permanent=permanent, number=n, of_account=of_account) for n in (1, 2)
    ]  # fmt: skip
    assert server.mails == []


def test_an_account_that_may_not_send_stops_the_batch(settings):
    batch = [mail(1, "unsigned@example.com"), mail(2), mail(3)]
    with sink() as server, smtp(settings, server.port, connections=1) as channel:
        found = list(channel.send(batch))
    reason = "530 5.7.0 Authentication required"
    assert found == [refused(reason, permanent=True, number=n, of_account=True) for n in (1, 2, 3)]
    assert server.mails == []


@pytest.mark.parametrize(
    "address", ["two words@example.com", "no-at-sign", "a@b\r\nRCPT TO:<evil@example.com>", "a@b>c", "@example.com"]
)
def test_what_is_no_address_never_reaches_the_server(settings, address):
    with sink() as server, smtp(settings, server.port) as channel:
        found = list(channel.send([mail(1, address)]))
    assert found == [Outcome(1, "failed", reason="It is not an e-mail address.", permanent=True)]
    assert server.mails == []


def test_a_subject_brings_no_headers_of_its_own(settings):
    with sink() as server, smtp(settings, server.port) as channel:
        list(channel.send([mail(subject="Hi\r\nBcc: evil@example.com\n\nBody")]))
    read = email.message_from_bytes(server.mails[0][1], policy=email.policy.default)
    assert (read["subject"], read["bcc"]) == ("Hi Bcc: evil@example.com Body", None)


def test_letters_beyond_ascii(settings):
    with sink() as server, smtp(settings, server.port) as channel:
        found = list(channel.send([mail(1, "post@ås.example"), mail(2, "åse@example.com")]))
    assert {outcome.state for outcome in found} == {"sent"}
    assert server.recipients == ["post@xn--s-1fa.example", "åse@example.com"]


def test_headers_by_which_people_leave(settings):
    item = mail()
    item = type(item)(item.id, item.address, item.message, item.key, "https://m.example/u/x", {"campaign_id": "42"})
    with sink() as server, smtp(settings, server.port) as channel:
        list(channel.send([item]))
    read = email.message_from_bytes(server.mails[0][1], policy=email.policy.default)
    assert read["list-unsubscribe"] == "<https://m.example/u/x>"
    assert read["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert read["feedback-id"] == "42:::muster"


# -- Signing in, and encryption


@pytest.mark.parametrize("excluded", [(), ("PLAIN",)])
def test_signing_in(settings, excluded):
    with (
        sink(password=PASSWORD, auth_exclude=excluded) as server,
        smtp(settings, server.port, username="hotel", secrets={"password": PASSWORD}) as channel,
    ):
        assert channel.check() == (
            f"Connected to 127.0.0.1:{server.port}, not encrypted, signed in as hotel."
        )  # fmt: skip
        assert [one.state for one in channel.send([mail()])] == ["sent"]


def test_a_wrong_password_fails_the_account_and_is_told_nowhere(settings, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = "wrong " + PASSWORD
    with (
        sink(password=PASSWORD) as server,
        smtp(settings, server.port, username="hotel", secrets={"password": wrong}) as channel,
    ):
        found = list(channel.send([mail(1), mail(2)]))
        with pytest.raises(OutboundError, match="did not take the user name and password: 535") as caught:
            channel.check()
    assert {(one.state, one.permanent, one.of_account) for one in found} == {("failed", True, True)}
    assert wrong not in found[0].reason + str(caught.value) + repr(caught.value.detail) + caplog.text


def test_a_password_is_not_sent_in_the_open(settings, monkeypatch):
    monkeypatch.setattr("delivery.channels.smtp.way.is_opened", lambda host, port: True)
    with (
        sink(password=PASSWORD) as server,
        smtp(settings, server.port, username="hotel", secrets={"password": PASSWORD}) as channel,
    ):
        settings.OUTBOUND_ALLOW = frozenset()
        with pytest.raises(OutboundError, match="over encrypted connections only"):
            channel.check()


def test_starttls(settings, tmp_path):
    pem = certificate(tmp_path, "localhost")
    with sink(starttls=server_tls(pem), password=PASSWORD) as server:
        told = {"host": "localhost", "security": "starttls", "username": "u", "secrets": {"password": PASSWORD}}
        with smtp(settings, server.port, context=trusting(pem), **told) as channel:
            assert "encrypted by TLSv1." in channel.check()
            assert [one.state for one in channel.send([mail(1), mail(2)])] == ["sent", "sent"]


def test_tls_from_the_start(settings, tmp_path):
    pem = certificate(tmp_path, "localhost")
    with (
        sink(tls=server_tls(pem)) as server,
        smtp(settings, server.port, context=trusting(pem), host="localhost", security="tls") as channel,
    ):
        assert [one.state for one in channel.send([mail(1), mail(2)])] == ["sent", "sent"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_is_not_good_is_not_spoken_to(settings, tmp_path, security):
    pem = certificate(tmp_path, "localhost")
    served = {"tls": server_tls(pem)} if security == "tls" else {"starttls": server_tls(pem)}
    with (
        sink(**served) as server,
        smtp(settings, server.port, host="localhost", security=security) as channel,
    ):
        found = list(channel.send([mail(1)]))
        with pytest.raises(OutboundError) as caught:
            channel.check()
    assert (caught.value.code, caught.value.permanent) == ("BAD_CERTIFICATE", True)
    assert (found[0].state, found[0].of_account) == ("failed", True)
    assert server.mails == []


def test_encryption_that_is_not_offered_is_not_done_without(settings):
    with sink() as server, smtp(settings, server.port, security="starttls") as channel:
        assert [one.of_account for one in channel.send([mail(1)])] == [True]
        with pytest.raises(OutboundError, match="offers no encryption"):
            channel.check()
    assert server.mails == []


def test_an_answer_slipped_in_before_the_encryption_is_not_believed(settings, tmp_path):
    def serve(listener):
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"220 hi\r\n")
            connection.recv(1000)
            connection.sendall(b"250-hi\r\n250 STARTTLS\r\n")
            connection.recv(1000)
            connection.sendall(b"220 go\r\n250-injected\r\n250 AUTH PLAIN\r\n")
            connection.recv(1000)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        with (
            smtp(settings, listener.getsockname()[1], security="starttls") as channel,
            pytest.raises(OutboundError, match="answered before the connection was secure"),
        ):
            channel.check()


# -- Servers that cannot be reached


def test_nobody_listens(settings):
    with smtp(settings, closed_port()) as channel:
        found = list(channel.send([mail(1), mail(2)]))
    assert found == [
        Outcome(n, "failed", "", "127.0.0.1 refused the connection.", False, None, of_account=True) for n in (1, 2)
    ]


def test_a_server_that_says_nothing(settings):
    with silent() as port, smtp(settings, port, timeout=0.2) as channel:
        assert [one.reason for one in channel.send([mail()])] == ["127.0.0.1 did not answer in time."]


def test_what_is_not_smtp(settings):
    def serve(listener):
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.recv(1000)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        with (
            smtp(settings, listener.getsockname()[1]) as channel,
            pytest.raises(OutboundError, match="gave an answer that is not SMTP"),
        ):
            channel.check()


def test_a_private_address_is_refused_unless_it_is_opened(settings):
    with sink() as server, smtp(settings, server.port) as channel:
        settings.OUTBOUND_ALLOW = frozenset()
        with pytest.raises(OutboundError, match="is not a public address") as caught:
            channel.check()
    assert (caught.value.code, caught.value.permanent) == ("PRIVATE_ADDRESS", True)
    assert server.connections == 0


def test_a_caller_who_stops_early_leaves_nothing_running(settings):
    with sink() as server, smtp(settings, server.port) as channel:
        outcomes = channel.send([mail(n) for n in range(500)])
        assert next(outcomes).state == "sent"
        outcomes.close()
        assert [one.state for one in channel.send([mail(1000)])] == ["sent"]
    assert "guest1000@example.com" in server.recipients
    assert len(server.mails) < 400
