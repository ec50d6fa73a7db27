"""The assistant's turns: one question at a time, in the user's language, and nothing made up."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from ai.offline import chat, plan
from ai.planning import Conversation, Turn, Voice

OSLO = ZoneInfo("Europe/Oslo")


def conversation(*texts: str, brand: Voice = Voice(), additional: str = "") -> Conversation:  # noqa: B008
    """A chat whose turns are the user's and the assistant's by turns."""
    turns = tuple(Turn("assistant" if at % 2 else "user", text) for at, text in enumerate(texts))
    return Conversation(turns, date(2026, 11, 22), OSLO, brand, additional)


def talk(*answers: str, brand: Voice = Voice()) -> list[str]:  # noqa: B008
    """The assistant's turns in a chat in which the user gives these answers."""
    said: list[str] = []
    replies: list[str] = []
    for answer in answers:
        said.append(answer)
        replies.append(chat(conversation(*said, brand=brand)).response)
        said.append(replies[-1])
    return replies


ENGLISH = ("We're launching a new e-bike.", "Sell 50 bikes", "Commuters in Leeds", "FB and email",
           "from 1 March to 31 March", "Arrive dry, and park anywhere", "Friendly")  # fmt: skip
NORWEGIAN = ("Vi skal lansere en ny elsykkel.", "Selge 50 sykler", "Pendlere i Bergen", "facebook og e-post",
             "fra 1. mars til 31. mars", "Kom tørr fram", "Vennlig")  # fmt: skip


def test_it_asks_for_one_thing_after_the_other_until_all_is_known() -> None:
    questions = [reply.splitlines()[-1] for reply in talk(*ENGLISH)]
    assert questions == [
        "What is the goal: what should the campaign achieve?",
        "Who is the audience: who do you want to reach?",
        "Which channels should it run on?",
        "When should it start, and when should it end?",
        "Which key messages should people remember?",
        "What tone should it have?",
        "That is all a plan needs. Generate the plan when you are ready, or tell me what to change.",
    ]


def test_it_speaks_norwegian_with_a_norwegian() -> None:
    replies = talk(*NORWEGIAN)
    assert (
        replies[0]
        == "Så langt har jeg:\n– Om: Vi skal lansere en ny elsykkel.\nHva er målet: hva skal kampanjen oppnå?"
    )
    assert "– Datoer: fra 1. mars 2027 til 31. mars 2027" in replies[-1]
    assert replies[-1].endswith("Lag planen når du er klar, eller si hva som skal endres.")


@pytest.mark.parametrize("answers", [ENGLISH, NORWEGIAN])
def test_the_plan_of_its_own_chat_has_every_field(answers: tuple[str, ...]) -> None:
    said = [text for pair in zip(answers, talk(*answers), strict=True) for text in pair][:-1]
    assert None not in plan(conversation(*said)).model_dump().values()


def test_a_question_left_open_is_not_asked_again_at_once() -> None:
    replies = talk(
        "We're launching a new e-bike.", "not sure yet", "dunno", "no idea", "skip", "later", "pass", "whatever"
    )
    questions = [reply.splitlines()[-1] for reply in replies]
    assert all(first != second for first, second in pairwise(questions))


def test_only_the_missing_date_is_asked_for() -> None:
    known = "Goal: sell 5 bikes\nAudience: commuters\nChannels: email\nAbout: e-bikes for rent\nStart: 1 March"
    assert chat(conversation(known)).response.endswith("When should it end?")


def test_what_the_brand_gives_is_not_asked_for_but_shown_as_the_brands() -> None:
    brand = Voice(("Made here",), "Cyclists", "Warm", ("linkedin",))
    reply = chat(conversation("Goal: sell 5 bikes\nAbout: our new e-bike", brand=brand)).response
    assert "– Audience: Cyclists (from the brand profile)" in reply
    assert reply.endswith("When should it start, and when should it end?")


def test_additional_context_counts_as_said() -> None:
    reply = chat(conversation("hello there, can you help me?", additional="Goal: sell 40 bikes")).response
    assert "– Goal: Sell 40 bikes" in reply


def test_nothing_known_gives_a_first_question_only() -> None:
    assert chat(conversation("hi")).response.splitlines()[-1] in (
        "What is the campaign about?",
        "Hva handler kampanjen om?",
    )
    assert len(chat(conversation("hi")).response.splitlines()) == 2


def test_answers_stay_short() -> None:
    reply = chat(conversation("We're launching a new e-bike. " + "It is light and has lamps. " * 2000)).response
    assert len(reply) < 800
