"""WhatsApp: what Meta is sent, and what its refusals mean."""

import pytest

from core.errors import OutboundError
from delivery.channels.base import Outcome
from templates_app.rendering.message import Button, Header, RenderedCard
from tests.delivery.channels.conftest import outgoing

TOKEN = "EAAG-token-that-nobody-may-see"
ROUTE = "POST /v23.0/555/messages"
TAKEN = {"messaging_product": "whatsapp", "messages": [{"id": "wamid.HBg1"}]}


@pytest.fixture
def whatsapp(api, make):
    return make("whatsapp", secrets={"access_token": TOKEN}, phone_number_id="555", base_url=f"{api.url}/v23.0")


def one(channel, item):
    found = list(channel.send([item]))
    assert len(found) == 1
    return found[0]


def test_a_template_with_one_header_and_one_body_variable(api, whatsapp):
    api.answer(ROUTE, TAKEN)
    item = outgoing(
        "whatsapp", "+4791234567", template="test_template_1", header=Header("text", "Hei Kari"),
        body="Hei Kari, 20 %", header_values=("Kari",), body_values=("Kari", "20 %"),
    )  # fmt: skip
    assert one(whatsapp, item) == Outcome(1, "sent", "wamid.HBg1")
    assert api.paths() == [ROUTE]
    assert api.calls[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert api.calls[0].json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "4791234567",
        "type": "template",
        "template": {
            "name": "test_template_1",
            "language": {"code": "en"},
            "components": [
                {"type": "header", "parameters": [{"type": "text", "text": "Kari"}]},
                {"type": "body", "parameters": [{"type": "text", "text": "Kari"}, {"type": "text", "text": "20 %"}]},
            ],
        },
    }


def test_a_template_without_variables_has_no_components(api, whatsapp):
    api.answer(ROUTE, TAKEN)
    one(whatsapp, outgoing("whatsapp", "+4791234567", template="hello_world", language="en_US", body="Hello"))
    assert api.calls[0].json["template"] == {"name": "hello_world", "language": {"code": "en_US"}}


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_header_of_media_is_named_by_its_address(api, whatsapp, kind):
    api.answer(ROUTE, TAKEN)
    header = Header(kind, url="https://i.example/a.jpg")
    one(whatsapp, outgoing("whatsapp", "+4791234567", header=header, body="Hello"))
    assert api.calls[0].json["template"]["components"] == [
        {"type": "header", "parameters": [{"type": kind, kind: {"link": "https://i.example/a.jpg"}}]}
    ]


def test_a_header_whose_picture_is_missing_is_not_sent(api, whatsapp):
    found = one(whatsapp, outgoing("whatsapp", "+4791234567", header=Header("image"), body="Hello"))
    assert found == Outcome(1, "failed", reason="The template's image is missing.", permanent=True)
    assert api.calls == []


def test_a_carousel_has_a_picture_and_values_for_each_card(api, whatsapp):
    api.answer(ROUTE, TAKEN)
    button = Button("url", "Buy", "https://shop.example/p/7", ("7",))
    cards = (
        RenderedCard("https://i.example/1.jpg", "Milk 10 kr", (button,), ("10 kr",)),
        RenderedCard("https://i.example/2.jpg", "Oat", (), ()),
    )
    one(whatsapp, outgoing("whatsapp", "+4791234567", template="carousel_milk", body="Hi", cards=cards))
    assert api.calls[0].json["template"]["components"] == [
        {
            "type": "carousel",
            "cards": [
                {
                    "card_index": 0,
                    "components": [
                        {
                            "type": "header",
                            "parameters": [{"type": "image", "image": {"link": "https://i.example/1.jpg"}}],
                        },
                        {"type": "body", "parameters": [{"type": "text", "text": "10 kr"}]},
                        {
                            "type": "button",
                            "sub_type": "url",
                            "index": "0",
                            "parameters": [{"type": "text", "text": "7"}],
                        },
                    ],
                },
                {
                    "card_index": 1,
                    "components": [
                        {
                            "type": "header",
                            "parameters": [{"type": "image", "image": {"link": "https://i.example/2.jpg"}}],
                        }
                    ],
                },
            ],
        }
    ]


@pytest.mark.parametrize(
    ("status", "code", "permanent", "of_account"),
    [
        (400, 131026, True, False),
        (400, 132001, True, False),
        (400, 131056, False, False),
        (400, 130429, False, True),
        (401, 190, True, True),
        (500, 131000, False, False),
        (400, 999999, True, False),
        (503, 999999, False, False),
    ],
)
def test_a_refusal_is_told_by_its_code(api, whatsapp, status, code, permanent, of_account):
    api.answer(ROUTE, {"error": {"message": "(#1) Sorry", "code": code, "error_data": {"details": "Because."}}}, status)
    assert one(whatsapp, outgoing("whatsapp", "+4791234567", body="Hi")) == Outcome(
        1, "failed", "", f"Because. (code {code})", permanent, None, of_account
    )


def test_a_token_that_is_echoed_is_not_kept(api, whatsapp):
    api.answer(ROUTE, {"error": {"message": f"Malformed access token {TOKEN}", "code": 190}}, 401)
    assert one(whatsapp, outgoing("whatsapp", "+4791234567", body="Hi")).reason == (
        "Malformed access token ••• (code 190)"
    )


def test_a_connection_lost_after_the_call_leaves_it_unknown(api, whatsapp):
    api.hang_up(ROUTE)
    assert one(whatsapp, outgoing("whatsapp", "+4791234567", body="Hi")) == Outcome(
        1, "unknown", reason="127.0.0.1 hung up before it answered."
    )
    assert len(api.calls) == 1


def test_checking_names_the_number(api, whatsapp):
    body = {"display_phone_number": "+47 91 23 45 67", "verified_name": "Hotel", "quality_rating": "GREEN"}
    api.answer("GET /v23.0/555", body)
    assert whatsapp.check() == "Sends as Hotel (+47 91 23 45 67), quality GREEN."


def test_checking_says_why_it_does_not_work(api, whatsapp):
    api.answer("GET /v23.0/555", {"error": {"message": "Session has expired", "code": 190}}, 401)
    with pytest.raises(OutboundError, match="Session has expired") as caught:
        whatsapp.check()
    assert caught.value.permanent
