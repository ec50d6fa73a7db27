"""Mails as bytes: whatever the words are, they come back as they were, in lines that mail can carry."""

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header

from hypothesis import given
from hypothesis import strategies as st

from delivery.channels.mail import words
from delivery.channels.mail.skeleton import Skeleton, ascii_address
from tests.delivery.channels.conftest import mail

NOW = datetime(2027, 5, 2, 11, 0, tzinfo=UTC)
SETTINGS = {"from_address": "post@ås.example", "from_name": 'The "Grand", Ås', "reply_to": ""}
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


def read(content):
    return email.message_from_bytes(content, policy=email.policy.default)


@given(ANY)
def test_a_header_comes_back_on_lines_that_are_ascii_and_short(text):
    written = words.header(text)
    flat = words._CONTROLS.sub(" ", text).strip()
    assert written.isascii()
    assert all(len(line) <= 78 for line in written.split("\r\n")) or written == flat
    assert all(line.startswith(" ") for line in written.split("\r\n")[1:])
    assert "\n" not in written.replace("\r\n ", "")
    assert str(make_header(decode_header(written))) == flat or written == flat


@given(ANY)
def test_a_body_comes_back_as_it_was(text):
    encoding, lines = words.body(text)
    part = email.message_from_bytes(
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + lines
    )
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    expected = expected if expected.endswith("\n") else expected + "\n"
    assert part.get_payload(decode=True).decode().replace("\r\n", "\n") == expected
    assert lines.isascii()
    assert max(map(len, lines.split(b"\r\n"))) <= 76
    assert b"\n" not in lines.replace(b"\r\n", b"")
    assert lines.endswith(b"\r\n")


def test_the_encoding_fits_the_script():
    assert words.body("Hello, være så god")[0] == b"quoted-printable"
    assert words.body("こんにちは世界、お元気ですか")[0] == b"base64"


def test_a_whole_mail():
    content = Skeleton(SETTINGS).fill(mail(), NOW)
    found = read(content)
    assert str(found["from"].addresses[0].display_name) == 'The "Grand", Ås'
    assert found["from"].addresses[0].addr_spec == "post@xn--s-1fa.example"
    assert found["date"].datetime == NOW
    assert [part.get_content_type() for part in found.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert found["list-unsubscribe"] is None
    assert found["message-id"].endswith("@xn--s-1fa.example>")


def test_a_mail_without_html_is_one_part():
    found = read(Skeleton(SETTINGS).fill(mail(html=""), NOW))
    assert (found.get_content_type(), found.get_content()) == ("text/plain", "Hello there\r\n")


def test_the_same_key_is_the_same_mail():
    skeleton = Skeleton(SETTINGS)
    ids = [read(skeleton.fill(mail(n), NOW))["message-id"] for n in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


def test_addresses_in_ascii():
    assert ascii_address("kari@bücher.example") == "kari@xn--bcher-kva.example"
    assert ascii_address("a@example.com") == "a@example.com"
