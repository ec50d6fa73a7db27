"""A call with a key is done once; the same call again gets the first answer."""

import time

import pytest

from core import idempotency
from core.context import Actor, acting
from core.errors import ConflictError, InvalidError
from core.models import IdempotencyRecord
from core.tenancy import company_scope
from tests.racing import at_once

pytestmark = pytest.mark.django_db

CALLER = Actor("credential", 7, "App")


class Work:
    """Counts how often it was done."""

    def __init__(self):
        self.done = 0

    def __call__(self):
        self.done += 1
        return 200, {"number": self.done}


def test_the_same_again_gets_the_first_answer(scope):
    work = Work()
    answers = [idempotency.once(key="a", body=b"{}", work=work) for _ in range(3)]
    assert answers == [(200, {"number": 1})] * 3


def test_without_a_key_it_is_done_each_time(scope):
    work = Work()
    assert [idempotency.once(key="", body=b"{}", work=work)[1]["number"] for _ in range(2)] == [1, 2]
    assert IdempotencyRecord.objects.count() == 0


def test_another_body_is_refused(scope):
    work = Work()
    idempotency.once(key="a", body=b"{}", work=work)
    with pytest.raises(InvalidError, match="used for another body") as refused:
        idempotency.once(key="a", body=b"{ }", work=work)
    assert (refused.value.code, work.done) == ("IDEMPOTENCY_KEY_REUSED", 1)


def test_another_callers_key_is_another(scope):
    work = Work()
    idempotency.once(key="a", body=b"{}", work=work)
    with acting(actor=CALLER):
        assert idempotency.once(key="a", body=b"{}", work=work) == (200, {"number": 2})


def test_what_failed_may_be_tried_again(scope):
    def fail():
        raise ConflictError("Not now.")

    with pytest.raises(ConflictError):
        idempotency.once(key="a", body=b"{}", work=fail)
    assert idempotency.once(key="a", body=b"{}", work=Work()) == (200, {"number": 1})


@pytest.mark.parametrize("key", ["k" * 256, "a\nb"])
def test_a_key_that_is_none(scope, key):
    with pytest.raises(InvalidError, match="1 to 255 printable"):
        idempotency.once(key=key, body=b"", work=Work())


@pytest.mark.django_db(transaction=True)
def test_rivals_get_one_answer(company):
    work = Work()

    def slow():
        time.sleep(0.1)
        return work()

    def call():
        with company_scope(company.pk), acting(actor=CALLER):
            return idempotency.once(key="a", body=b"{}", work=slow)

    assert at_once(*[call] * 6) == [(200, {"number": 1})] * 6
    assert work.done == 1


def test_records_expire(scope, time_machine):
    time_machine.move_to("2027-05-02T11:00:00Z")
    idempotency.once(key="a", body=b"{}", work=Work())
    assert idempotency.forget_expired() == 0
    time_machine.move_to("2027-05-03T11:00:01Z")
    assert idempotency.forget_expired() == 1
