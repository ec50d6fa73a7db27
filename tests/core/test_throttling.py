"""Counting failed sign-ins, and where a call comes from."""

import pytest
from django.test import RequestFactory

from core.api import throttling
from core.errors import TooManyError

pytestmark = pytest.mark.django_db


def fail(times, address="192.0.2.1", account="olga"):
    for _ in range(times):
        throttling.count_failure(address=address, account=account)


def is_held_up(address="192.0.2.1", account="olga"):
    try:
        throttling.check_attempts(address=address, account=account)
    except TooManyError as error:
        assert error.data == {"retry_after": 60}
        return True
    return False


@pytest.mark.parametrize(("failures", "held_up"), [(0, False), (9, False), (10, True), (11, True)])
def test_ten_failures_of_an_account_at_an_address(failures, held_up):
    fail(failures)
    assert is_held_up() == held_up


def test_another_account_or_address_is_free():
    fail(10)
    assert not is_held_up(account="anna")
    assert not is_held_up(address="192.0.2.2")


@pytest.mark.parametrize(("one", "other"), [("a b", "a_b"), ("x" * 150, "x" * 149), ("a", "A"), ("", " ")])
def test_accounts_that_look_alike_are_counted_apart(one, other):
    fail(10, account=one)
    assert is_held_up(account=one)
    assert not is_held_up(account=other)


def test_a_hundred_failures_of_an_address_whatever_the_account():
    for number in range(100):
        assert not is_held_up(account="new")
        fail(1, account=str(number))
    assert is_held_up(account="new")


@pytest.mark.parametrize("text", ["\ud83d", "\x00", "a\nb", "ø" * 300, "", "2001:db8::1%eth0"])
def test_whatever_a_caller_writes_is_counted(text):
    fail(10, address=text, account=text)
    assert is_held_up(address=text, account=text)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "127.0.0.1"),
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, " , ,203.0.113.9 ,", "203.0.113.9"),
    ],
)
def test_the_forwarding_header_is_believed_as_far_as_the_proxies_reach(proxies, forwarded, address, settings):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded)
    assert throttling.caller_address(request) == address
