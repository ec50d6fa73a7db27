"""What each channel takes, and how a refusal names the place."""

import pytest

from templates_app.checks import check
from templates_app.limits import LIMITS
from templates_app.rendering.content import WRITTEN
from tests.templates_app.conftest import content

GOOD = {
    "email": {"subject": "Hi", "source_format": "html", "source": "<p>x</p>"},
    "sms": {"body": "Hi"},
    "whatsapp": {"body": "Hi"},
    "apn": {"subject": "Hi", "body": "there"},
    "bpn": {"subject": "Hi", "body": "there"},
}
URL = {"kind": "url", "text": "Go", "value": "https://s.example/"}
CARD = {"image_url": "https://i.example/1.png", "body": "Milk", "buttons": [URL]}


def faults(channel="whatsapp", **fields):
    return [(fault.name, fault.message) for fault in check(content(channel, **{**GOOD[channel], **fields}))[1]]


@pytest.mark.parametrize("channel", GOOD)
def test_a_message_of_each_channel_passes(channel):
    assert faults(channel) == []


@pytest.mark.parametrize("channel", GOOD)
def test_every_part_of_a_limit_is_one_of_the_content(channel):
    assert LIMITS[channel].parts <= set(WRITTEN)


@pytest.mark.parametrize(
    ("channel", "field", "length"),
    [
        ("email", "subject", 255), ("email", "preheader", 255), ("sms", "body", 1530), ("whatsapp", "body", 1024),
        ("whatsapp", "footer", 60), ("apn", "subject", 100), ("bpn", "body", 500),
    ],
)  # fmt: skip
def test_lengths_are_kept_to_the_character(channel, field, length):
    assert faults(channel, **{field: "a" * length}) == []
    assert faults(channel, **{field: "a" * (length + 1)}) == [
        (field, f"{length + 1:,} characters; {length:,} are taken.")
    ]


def test_merge_tags_do_not_count():
    assert faults("whatsapp", body="a" * 1_023 + "{{ a_long_name_of_a_variable | with a fallback }}.") == []


@pytest.mark.parametrize(("channel", "field"), [("email", "source"), ("sms", "body"), ("apn", "subject")])
def test_what_is_needed_is_asked_for(channel, field):
    assert (field, "This is needed.") in faults(channel, **{field: " "})


def test_a_part_that_the_channel_has_not_is_refused():
    assert faults("sms", subject="x") == [("subject", "SMS has no subject.")]


def test_a_problem_in_a_tag_is_told_with_its_field():
    assert faults("sms", body="Hi {{ a.b }}")[0][0] == "body"


def test_the_address_to_unsubscribe_takes_no_fallback():
    assert faults("sms", body="{{ unsubscribe_url | x }}") == [
        ("body", "The address to unsubscribe takes no fallback: it is always there.")
    ]


@pytest.mark.parametrize("body", ["a {{1}} {{ name }}.", "a {{2}}.", "a {{1}} {{3}}."])
def test_numbers_begin_with_one_leave_none_out_and_stand_alone(body):
    assert [name for name, _ in faults("whatsapp", body=body)] == ["body"]


@pytest.mark.parametrize("body", ["{{1}} hello", "hello {{1}}"])
def test_whatsapp_takes_no_variable_at_an_end(body):
    assert faults(body=body) == [("body", "WhatsApp takes no variable at the very beginning or end.")]


def test_whatsapp_takes_one_variable_in_the_header_and_none_in_the_footer():
    assert faults(header_kind="text", header_text="{{ a }} {{ b }}", footer="{{ c }}") == [
        ("header_text", "WhatsApp takes one variable in the header."),
        ("footer", "WhatsApp takes no variables in the footer."),
    ]


def test_a_header_of_words_has_some():
    assert faults(header_kind="text", header_text="a" * 61) == [("header_text", "61 characters; 60 are taken.")]
    assert faults(header_kind="text") == [("header_text", "This is needed, or choose no header.")]


@pytest.mark.parametrize(
    "url", ["ftp://i.example/1", "i.example/1.png", "https://", "https:///x", "https://i.example/{{ a }}"]
)
def test_a_file_has_an_address_of_the_web(url):
    assert {name for name, _ in faults(header_kind="image", header_url=url)} == {"header_url"}


def test_a_push_shows_pictures_only():
    assert faults("apn", header_kind="video") == [("header_kind", "The header can be: image.")]


@pytest.mark.parametrize(
    ("button", "place"),
    [
        ({"kind": "url", "text": "", "value": "https://s.example"}, "buttons.0.text"),
        ({"kind": "url", "text": "a" * 26, "value": "https://s.example"}, "buttons.0.text"),
        ({"kind": "url", "text": "{{ a }}", "value": "https://s.example"}, "buttons.0.text"),
        ({"kind": "url", "text": "Go", "value": "javascript:alert(1)"}, "buttons.0.value"),
        ({"kind": "url", "text": "Go", "value": ""}, "buttons.0.value"),
        ({"kind": "url", "text": "Go", "value": "https://s.example/{{1}}/x"}, "buttons.0.value"),
        ({"kind": "url", "text": "Go", "value": "https://s.example/{{1}}{{2}}"}, "buttons.0.value"),
        ({"kind": "url", "text": "Go", "value": "https://{{1}}"}, "buttons.0.value"),
        ({"kind": "phone", "text": "Call", "value": "home"}, "buttons.0.value"),
        ({"kind": "phone", "text": "Call", "value": "1" * 21}, "buttons.0.value"),
        ({"kind": "reply", "text": "Stop", "value": "a" * 129}, "buttons.0.value"),
    ],
)
def test_a_button_that_does_not_do_is_named(button, place):
    assert [name for name, _ in faults(buttons=[button])] == [place]


def test_an_address_may_end_in_a_variable_or_be_one():
    two = [{**URL, "value": "https://s.example/{{1}}"}, {**URL, "value": "{{ link }}"}]
    assert faults(buttons=two) == []


def test_buttons_are_counted_by_kind_and_together():
    assert faults(buttons=[URL] * 3) == [("buttons", "3 buttons of the kind “url”; 2 are taken.")]
    replies = [{"kind": "reply", "text": str(n)} for n in range(11)]
    assert faults(buttons=replies) == [
        ("buttons", "11 buttons; 10 are taken."),
        ("buttons", "11 buttons of the kind “reply”; 10 are taken."),
    ]
    assert faults("bpn", buttons=[URL] * 3)[0] == ("buttons", "3 buttons; 2 are taken.")


def test_a_push_takes_links_only():
    assert faults("apn", buttons=[{"kind": "reply", "text": "Stop"}]) == [("buttons.0.kind", "A button can be: url.")]


@pytest.mark.parametrize("n", [1, 11])
def test_a_carousel_has_two_to_ten_cards(n):
    assert faults(cards=[CARD] * n) == [("cards", f"A carousel has 2 to 10 cards, not {n}.")]


def test_a_carousel_of_two_passes():
    assert faults(cards=[CARD, CARD]) == []


def test_cards_are_alike():
    assert faults(cards=[CARD, {**CARD, "buttons": []}]) == [
        ("cards", "All cards are alike: the same kinds of buttons in order, all with words or none.")
    ]


def test_beside_cards_is_a_body_only():
    assert faults(cards=[CARD, CARD], footer="x", buttons=[URL]) == [
        ("footer", "Beside cards there is no footer; only a body."),
        ("buttons", "Beside cards there is no buttons; only a body."),
    ]


def test_a_cards_faults_are_told_with_their_place():
    bad = {"image_url": "x", "body": "a" * 161, "buttons": [URL, URL, {**URL, "text": ""}]}
    assert [name for name, _ in faults(cards=[bad, bad])][:4] == [
        "cards.0.image_url", "cards.0.body", "cards.0.buttons", "cards.0.buttons.2.text",
    ]  # fmt: skip


def test_an_email_says_what_it_is_written_in():
    assert ("source_format", "Say whether it is HTML or MJML.") in faults("email", source_format="")


def test_a_hundred_variables_are_taken():
    assert faults("sms", body=" ".join(f"{{{{ a{n} }}}}" for n in range(100))) == []
    assert faults("sms", body=" ".join(f"{{{{ a{n} }}}}" for n in range(101))) == [
        ("", "A template takes at most 100 variables.")
    ]
