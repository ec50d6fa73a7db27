"""A message that says what there is not must not become its opposite."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from ai.offline import plan
from ai.planning import Conversation, Turn


@pytest.mark.parametrize(
    ("said", "messages"),
    [
        ("Key message: no added sugar.", ["No added sugar"]),
        ("Hovedbudskap: Ingen tilsatt sukker.", ["Ingen tilsatt sukker"]),
        ("Budskap: Ingen bindingstid.", ["Ingen bindingstid"]),
        ("Key messages: never late; no hidden fees.", ["Never late", "No hidden fees"]),
    ],
)
def test_no_stays_no(said, messages):
    talk = Conversation((Turn("user", said),), date(2026, 11, 22), ZoneInfo("Europe/Oslo"))
    assert plan(talk).key_messages == messages
