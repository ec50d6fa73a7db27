"""Whatever the server does, somebody answers in time, and the books say who and why."""

import gzip
import time

import pytest

from ai.contract import Page, UnreadablePageError
from tests.ai.llm.desk import KEY, TODAY, Offline, assignment, talk
from tests.ai.llm.server import drips, fails, hangs, hangs_up, says

GOOD = {"response": "Hello."}
CHAT = talk("We sell roses")


@pytest.fixture(autouse=True)
def _engine_is_loaded() -> None:
    """Importing it takes seconds, which are not what is measured here."""
    import ai.llm.by_openai
    import ai.llm.engine  # noqa: F401


def fell_back(answer, books, code: str) -> None:
    """Assert that offline answered, that it says why, and that the books do."""
    assert (answer.assistant, answer.fallback_code) == ("offline", code)
    assert answer.result == Offline().chat(CHAT)
    assert answer.fallback.endswith("The built-in assistant answered instead.")
    call = books.calls[-1]
    assert (call.outcome, call.code) == ("failed", code)
    assert answer.fallback.startswith(call.reason)
    assert call.reason


@pytest.mark.parametrize("bad", ["{not json", "", '{"response": ""}', '{"answer": "x"}', '["x"]', '{"response": 5}'])
def test_bad_answer_is_repaired_once(desk, model, books, bad) -> None:
    model.will(bad, GOOD)
    answer = desk.chat(CHAT)
    assert answer.result.response == "Hello."
    assert len(model.asked) == 2
    assert [call.outcome for call in books.calls] == ["repaired"]
    assert books.calls[0].tokens_in == 2000


def test_bad_answer_twice_falls_back(desk, model, books) -> None:
    model.will("{not json", "still not", GOOD)
    fell_back(desk.chat(CHAT), books, "LLM_BAD_ANSWER")
    assert len(model.asked) == 2
    assert books.calls[0].tokens_in == 2000


def test_other_fields_are_refused_then_repaired(desk, model) -> None:
    model.will({"goal": "Sell", "status": "ACTIVE", "budget": 100}, {"goal": "Sell"})
    answer = desk.plan(CHAT)
    assert answer.result.model_dump(exclude_none=True) == {"goal": "Sell"}
    repair = str(model.asked[1].body["messages"])
    assert "status" in repair
    assert "Extra inputs are not permitted" in repair


def test_other_fields_twice_fall_back(desk, model, books) -> None:
    model.will({"goal": "Sell", "status": "ACTIVE"})
    answer = desk.plan(CHAT)
    assert (answer.assistant, answer.fallback_code) == ("offline", "LLM_BAD_ANSWER")
    assert answer.result.goal == "offline goal"
    assert books.calls[0].purpose == "plan"


def test_drafts_with_other_fields_fall_back(desk, model) -> None:
    draft = {"kind": "social", "platform": "x", "body": "Roses", "idea": "i", "status": "PUBLISHED"}
    model.will({"drafts": [draft] * 3})
    answer = desk.generate(assignment())
    assert answer.fallback_code == "LLM_BAD_ANSWER"
    assert answer.result == Offline().generate(assignment())


def test_extraction_with_other_fields_falls_back(desk, model) -> None:
    model.will({"description": "x", "images": ["https://evil.example/i.png"], "main_text": "y"})
    answer = desk.extract(Page("https://a.example", b"Roses"), today=TODAY)
    assert (answer.fallback_code, answer.result.images) == ("LLM_BAD_ANSWER", [])


def test_drafts_of_which_none_will_do_fall_back(desk, model, books) -> None:
    draft = {"kind": "social", "platform": "fax", "body": "Roses", "idea": "i"}
    model.will({"drafts": [draft] * 3})
    answer = desk.generate(assignment())
    assert answer.assistant == "offline"
    assert (books.calls[0].outcome, books.calls[0].detail) == ("failed", "no draft within the assignment")


@pytest.mark.parametrize("act", [hangs(3), drips(3)], ids=["hangs", "drips"])
def test_deadline_holds(make, model, books, act) -> None:
    model.will(act)
    started = time.monotonic()
    answer = make(timeout=0.5).chat(CHAT)
    assert time.monotonic() - started < 1.5
    fell_back(answer, books, "LLM_TIMEOUT")
    assert books.calls[0].reason == "The language model did not answer within 0.5 seconds."


def test_deadline_covers_the_repair(make, model, books) -> None:
    model.will("{not json", hangs(3))
    started = time.monotonic()
    fell_back(make(timeout=0.7).chat(CHAT), books, "LLM_TIMEOUT")
    assert time.monotonic() - started < 1.7


def test_429_waits_as_long_as_it_is_asked_to(desk, model, books) -> None:
    model.will(fails(429, retry_after="1"), GOOD)
    started = time.monotonic()
    assert desk.chat(CHAT).assistant == "llm"
    assert time.monotonic() - started >= 1
    assert books.calls[0].outcome == "answered"


def test_429_beyond_the_deadline_is_not_waited_for(desk, model, books) -> None:
    model.will(fails(429, retry_after="60"))
    started = time.monotonic()
    fell_back(desk.chat(CHAT), books, "LLM_BUSY")
    assert time.monotonic() - started < 1
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "act", [fails(500), fails(503), fails(529), hangs_up(), hangs_up(b"HTTP/1.1 200 OK\r\nContent-")]
)
def test_passing_faults_are_tried_again(desk, model, act) -> None:
    model.will(act, act, GOOD)
    assert desk.chat(CHAT).assistant == "llm"
    assert len(model.asked) == 3


@pytest.mark.parametrize("act", [fails(500), hangs_up(), hangs_up(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")])
def test_lasting_faults_fall_back(desk, model, books, act) -> None:
    model.will(act)
    fell_back(desk.chat(CHAT), books, "LLM_UNAVAILABLE")
    assert len(model.asked) == 4


def test_nobody_listens(make, books) -> None:
    fell_back(make(base_url="http://127.0.0.1:9/v1").chat(CHAT), books, "LLM_UNAVAILABLE")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (fails(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}), "LLM_KEY_REFUSED"),
        (fails(403), "LLM_KEY_REFUSED"),
        (fails(400, {"error": {"message": "Unknown model"}}), "LLM_REFUSED"),
        (fails(404, ["odd"]), "LLM_REFUSED"),
        (fails(302, location="http://169.254.169.254/"), "LLM_REFUSED"),
        (fails(429, {"error": {"code": "insufficient_quota", "message": "Pay"}}), "LLM_ACCOUNT_EMPTY"),
        (fails(402), "LLM_ACCOUNT_EMPTY"),
    ],
)
def test_lasting_refusals_are_not_tried_again(desk, model, books, act, code) -> None:
    model.will(act)
    fell_back(desk.chat(CHAT), books, code)
    assert len(model.asked) == 1


def test_engineers_see_what_the_server_said(desk, model, books) -> None:
    model.will(fails(400, {"error": {"message": f"No model 'x' for {KEY}"}}))
    desk.chat(CHAT)
    assert books.calls[0].detail == "status 400 No model 'x' for ***"


BODIES = {
    "web page": (b"<html>Welcome</html>", {"content_type": "text/html"}),
    "no JSON": (b"{", {}),
    "a list": (b"[]", {}),
    "a number": (b"7", {}),
    "nothing": (b"", {}),
    "no choices": (b'{"id": "x", "object": "chat.completion", "choices": []}', {}),
    "null choices": (b'{"id": "x", "choices": null}', {}),
    "deep": (b"[" * 100_000 + b"]" * 100_000, {}),
    "not gzip": (b"plain", {"Content_Encoding": "gzip"}),
}


@pytest.mark.parametrize("name", BODIES)
def test_answers_that_are_not_of_the_protocol(desk, model, books, name) -> None:
    content, headers = BODIES[name]
    model.will(lambda handler: handler.reply(200, content, **headers))
    answer = desk.chat(CHAT)
    assert answer.assistant == "offline"
    assert books.calls[0].outcome == "failed"


@pytest.mark.parametrize("packed", [False, True])
def test_huge_answers_are_stopped(make, model, books, packed) -> None:
    content = b" " * 3_000_000
    headers = {"Content_Encoding": "gzip"} if packed else {}
    body = gzip.compress(content, mtime=0) if packed else content
    model.will(lambda handler: handler.reply(200, body, **headers))
    fell_back(make().chat(CHAT), books, "LLM_TOO_LONG")


def test_answer_cut_off_by_the_token_limit(desk, model, books) -> None:
    model.will(says('{"response": "Hel', finish="length"))
    answer = desk.chat(CHAT)
    assert answer.assistant == "offline"
    assert books.calls[0].code in {"LLM_TOO_LONG", "LLM_BAD_ANSWER"}


def test_filtered_answer(desk, model, books) -> None:
    model.will(says("", finish="content_filter"))
    fell_back(desk.chat(CHAT), books, "LLM_DECLINED")


def test_spent_budget_asks_nothing(desk, model, books) -> None:
    model.will(GOOD)
    books.open = False
    answer = desk.chat(CHAT)
    assert (answer.assistant, answer.fallback_code) == ("offline", "LLM_BUDGET")
    assert model.asked == []
    call = books.calls[0]
    assert (call.outcome, call.tokens_in, call.reason) == (
        "not asked",
        0,
        "This month's budget for the language model is used up.",
    )


def test_unreadable_page_is_nobodys_fallback(desk, model, books, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UnreadablePageError("It is a picture.")

    monkeypatch.setattr(Offline, "extract", refuse)
    with pytest.raises(UnreadablePageError):
        desk.extract(Page("https://a.example", b""), today=TODAY)
    assert (model.asked, books.calls) == ([], [])


def test_what_stops_the_worker_is_not_swallowed(desk, model, books, monkeypatch) -> None:
    """A soft time limit comes as an exception in the middle of a call; the libraries above would hide it."""

    class StopError(Exception):
        pass

    def stop(*_: object, **__: object) -> None:
        raise StopError

    monkeypatch.setattr("core.http.OutboundClient.fetch", stop)
    model.will(GOOD)
    with pytest.raises(StopError):
        desk.chat(CHAT)
    assert books.calls[0].outcome == "failed"
