"""The strict JSON parser of all doors."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.api.body import parse
from core.errors import InvalidError
from tests.malformed import BODIES

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text('aø😀\n"\\')
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner), max_leaves=20)


@given(VALUES, st.booleans())
def test_what_json_writes_is_read_as_it_was(value, ascii_only):
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw):
    try:
        parse(raw)
    except InvalidError as error:
        assert (error.code, [fault.path for fault in error.faults]) == ("INVALID_BODY", [()])


@pytest.mark.parametrize(
    "name", [name for name, (_, _, words) in BODIES.items() if words.startswith("The body is not")]
)
def test_what_cannot_be_read_is_refused_at_once(name):
    body, status, message = BODIES[name]
    started = time.monotonic()
    with pytest.raises(InvalidError) as refused:
        parse(body)
    assert (status, refused.value.message) == (400, message)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud83d\\ude00"',
        '"\\u00e5"',
        '{"a": {"a": [{"a": 1}]}}',
        "-0",
        "1E5",
        ' {"a" : 1 } ',
        '"\\u007f"',
        '"\\\\u0000"',
    ],
)
def test_what_only_looks_odd_is_read(text):
    assert parse(text.encode()) == json.loads(text)


def test_a_large_flat_body_is_read_quickly():
    raw = json.dumps([{"key": "x" * 20, "n": number} for number in range(20_000)]).encode()
    started = time.monotonic()
    assert len(parse(raw)) == 20_000
    assert time.monotonic() - started < 2
