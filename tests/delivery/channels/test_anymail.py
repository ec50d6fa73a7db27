"""E-mail by providers: each goes out by our own way, and what comes back is told apart."""

import pytest

from core.errors import OutboundError
from delivery.channels.anymail.providers import PROVIDERS
from delivery.channels.base import Outcome, Outgoing
from tests.delivery.channels.conftest import mail

KEY = "key-that-nobody-may-see"
SENDER = {"from_address": "post@hotel.example", "from_name": 'Hotel "Ås"'}
POSTMARK = "POST /email"


@pytest.fixture
def postmark(api, make):
    return make("anymail", secrets={"api_key": KEY}, provider="postmark", base_url=api.url, **SENDER)


def item(**fields):
    found = mail(**fields)
    metadata = {"campaign_id": "42", "content_id": "7"}
    return Outgoing(found.id, found.address, found.message, found.key, "https://m.example/u/x", metadata)


def test_a_mail_brings_what_the_reports_are_to_bring_back(api, postmark):
    api.answer(POSTMARK, {"ErrorCode": 0, "Message": "OK", "MessageID": "abc-1", "To": "guest1@example.com"})
    assert list(postmark.send([item()])) == [Outcome(1, "sent", "abc-1")]
    assert api.calls[0].headers["x-postmark-server-token"] == KEY
    body = api.calls[0].json
    headers = {row["Name"]: row["Value"] for row in body.pop("Headers")}
    assert body == {
        "From": '"Hotel \\"Ås\\"" <post@hotel.example>', "To": "guest1@example.com", "Subject": "Spring offer",
        "TextBody": "Hello there", "HtmlBody": "<p>Hello <b>there</b></p>",
        "Metadata": {"campaign_id": "42", "content_id": "7"},
    }  # fmt: skip
    assert headers["List-Unsubscribe"] == "<https://m.example/u/x>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("status", "body", "reason", "permanent", "of_account"),
    [
        (401, {"ErrorCode": 10, "Message": f"Bad {KEY}"}, "Postmark: Bad •••", True, True),
        (429, {"Message": "Slow down"}, "Postmark: Slow down", False, True),
        (500, {"Message": "Oh"}, "Postmark: Oh", False, False),
        (400, b"<html>", "Postmark: It answered 400 and gave no reason.", True, False),
    ],
)
def test_a_refused_mail(api, postmark, status, body, reason, permanent, of_account):
    api.answer(POSTMARK, body, status)
    assert list(postmark.send([item()])) == [Outcome(1, "failed", "", reason, permanent, None, of_account)]


def test_an_address_that_the_provider_refuses(api, postmark):
    body = {"ErrorCode": 300, "Message": "Error parsing 'To': Illegal email address 'guest1@example.com'."}
    api.answer(POSTMARK, body, 422)
    found = list(postmark.send([item()]))
    assert [(one.state, one.permanent, one.of_account) for one in found] == [("failed", True, False)]


def test_a_mail_without_an_answer_is_unknown(api, postmark):
    api.hang_up(POSTMARK)
    assert list(postmark.send([item()])) == [Outcome(1, "unknown", reason="127.0.0.1 hung up before it answered.")]
    assert len(api.calls) == 1


def test_a_receipt_that_cannot_be_read_leaves_it_unknown(api, postmark):
    api.answer(POSTMARK, b"OK")
    assert [one.state for one in postmark.send([item()])] == ["unknown"]


def test_connections_are_reused(api, postmark):
    api.answer(POSTMARK, {"ErrorCode": 0, "Message": "OK", "MessageID": "abc-1", "To": "guest1@example.com"})
    assert [one.state for one in postmark.send([item()] * 40)] == ["sent"] * 40
    assert api.server.connections <= 8


def test_an_address_that_is_none(api, postmark):
    found = list(postmark.send([item(address="no-at-sign")]))
    assert (found[0].state, found[0].permanent, api.calls) == ("failed", True, [])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_goes_out_by_our_own_way(api, make, provider):
    channel = make(
        "anymail", secrets={"api_key": KEY, "secret_key": KEY}, provider=provider, base_url=api.url, **SENDER
    )
    found = list(channel.send([item()]))
    assert [call.method for call in api.calls] == ["POST"]
    assert api.calls[0].headers["user-agent"].startswith("django-anymail/")
    assert b"guest1@example.com" in api.calls[0].raw or b"guest1%40example.com" in api.calls[0].raw
    assert (found[0].state, found[0].of_account) == ("failed", True)  # this server knows no such page
    assert KEY not in found[0].reason


def test_private_addresses_are_out_of_reach_here_too(make):
    channel = make("anymail", secrets={"api_key": KEY}, provider="postmark", base_url="https://127.0.0.1", **SENDER)
    assert [(one.state, one.of_account) for one in channel.send([item()])] == [("failed", True)]


def test_what_a_provider_needs_besides(make):
    with pytest.raises(OutboundError, match="Postal needs the address"):
        make("anymail", secrets={"api_key": KEY}, provider="postal", **SENDER)
    with pytest.raises(OutboundError, match="Mailjet needs its second key"):
        make("anymail", secrets={"api_key": KEY}, provider="mailjet", **SENDER)


def test_checking_says_what_it_cannot_know(postmark):
    assert postmark.check() == (
        "Postmark is set up, from post@hotel.example. Send a test message to see whether the key is good."
    )
