"""Good answers: the four verbs, by both protocols, with their books."""

from datetime import datetime
from decimal import Decimal

import pytest

from ai.contract import Page
from ai.planning import Voice
from tests.ai.llm.desk import KEY, OSLO, TODAY, assignment, talk
from tests.ai.llm.server import says


def test_chat(desk, model, books) -> None:
    model.will({"response": "A rose sale. What is the goal?"})
    answer = desk.chat(talk("We sell roses"))
    assert answer.result.response == "A rose sale. What is the goal?"
    assert (answer.assistant, answer.model, answer.prompt_version) == ("llm", "test-model", "chat-1")
    assert answer.fallback == ""
    call = books.calls[0]
    assert (call.purpose, call.provider, call.model, call.outcome) == ("chat", "openai", "test-model", "answered")
    assert (call.tokens_in, call.tokens_out, call.cost) == (1000, 200, Decimal("0.004500"))
    assert 0 < call.seconds < 5


def test_request_carries_schema_limit_and_key(desk, model) -> None:
    model.will({"response": "Yes."})
    desk.chat(talk("Hello"))
    asked = model.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["user-agent"].startswith("Muster/")
    assert not [name for name in asked.headers if name.startswith("x-stainless")]
    schema = asked.body["response_format"]["json_schema"]["schema"]
    assert schema["additionalProperties"] is False
    assert list(schema["properties"]) == ["response"]
    assert asked.body["max_tokens"] == 500
    assert asked.body["model"] == "test-model"


def test_plan_is_narrowed_to_known_channels_and_aware_dates(desk, model) -> None:
    plan = {
        "brief": "Roses.",
        "goal": "",
        "channels": ["X", "fax", "linkedin", "x"],
        "key_messages": ["Fresh", ""],
        "starts_at": "2026-04-01T00:00:00",
        "ends_at": "2026-04-14T23:59:59+02:00",
    }
    model.will(plan)
    result = desk.plan(talk("Roses on X and LinkedIn, the first two weeks of April")).result
    assert result.brief == "Roses."
    assert result.goal is None
    assert result.tone is None
    assert result.channels == ["x", "linkedin"]
    assert result.key_messages == ["Fresh"]
    assert result.starts_at == datetime(2026, 4, 1, tzinfo=OSLO)
    assert result.ends_at == datetime(2026, 4, 14, 23, 59, 59, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-04-10T00:00:00Z", "2026-04-01T00:00:00Z", (True, False)),
        ("9999-12-31T00:00:00Z", "2026-04-01T00:00:00Z", (False, True)),
        ("0001-01-01T00:00:00", None, (False, False)),
    ],
)
def test_plan_keeps_no_impossible_dates(desk, model, start, end, expected) -> None:
    model.will({"starts_at": start, "ends_at": end})
    result = desk.plan(talk("April")).result
    assert (result.starts_at is not None, result.ends_at is not None) == expected


def test_brand_is_not_shown_to_plan(desk, model) -> None:
    model.will({})
    desk.plan(talk("Roses", brand=Voice(tone="velvety")))
    assert "velvety" not in str(model.asked[0].body)


def test_generate_fills_in_what_is_missing(desk, model) -> None:
    own = "2026-04-05T10:00:00"
    drafts = [
        {"kind": "social", "platform": "X", "body": "Roses for 250 kr!", "idea": "Price", "publish_at": None},
        {
            "kind": "social",
            "platform": "linkedin",
            "body": "Roses #a #b #c",
            "idea": "Tags",
            "publish_at": own,
        },
        {"kind": "social", "platform": "fax", "body": "Roses", "idea": "Unknown"},
        {"kind": "blog", "platform": "blog", "title": "Roses", "body": "Buy at evil.example.com/x now", "idea": "Link"},
        {
            "kind": "script",
            "platform": "youtube",
            "title": "Roses",
            "body": "0:00-0:15 Roses. 10 s: 99 % off",
            "idea": "Claim",
        },
    ]
    model.will({"drafts": drafts})
    answer = desk.generate(assignment())
    x, linkedin, blog, script = answer.result.drafts
    assert (x.platform, x.body) == ("x", "Roses for 250 kr!")
    assert x.publish_at == datetime(2026, 4, 3, 9, tzinfo=OSLO)
    assert linkedin.body == "Roses #a #b"
    assert linkedin.publish_at == datetime(2026, 4, 5, 10, tzinfo=OSLO)
    assert (blog.body, script.body) == ("Offline blog", "Offline youtube")
    assert answer.by_offline == {2, 3}
    assert answer.assistant == "llm"


def test_generate_names_each_draft_and_its_limits(desk, model) -> None:
    model.will({"drafts": []})
    desk.generate(assignment())
    text = model.asked[0].text
    assert "1. kind social, platform x; limits: text 280" in text
    assert "2. kind social, platform linkedin; limits: text 3000, hashtags 2" in text
    assert "Starts at 2026-04-01T00:00:00+02:00." in text


def test_extract_adds_only_what_the_page_bears_out(desk, model) -> None:
    page = "Rose Festival\nVisning søndag 12. april 2026. Prisantydning 1 250 000,- i Storgata 5, Oslo. Rom 3."
    model.will(
        {
            "headline": "Another headline",
            "description": "A festival on 12 April.",
            "price": {"amount": "1250000", "currency": "NOK"},
            "address": {"line": "Storgata 5, Oslo"},
            "dates": [
                {"start": "2026-04-12T00:00:00", "date_only": True, "text": "søndag 12. april 2026"},
                {"start": "2026-05-17T00:00:00", "text": "17. mai"},
            ],
            "key_points": ["Roses", "Save 50 %"],
            "goal": "Visit https://evil.example/",
            "facts": [{"label": "Rom", "value": "3"}, {"label": "Bad", "value": "Two"}],
        }
    )
    answer = desk.extract(Page("https://a.example/", page.encode()), today=TODAY)
    found = answer.result
    assert found.headline == "Sure headline"
    assert found.description == "A festival on 12 April."
    assert found.price is not None
    assert found.price.amount == 1250000
    assert found.address is not None
    assert [date.start.day for date in found.dates] == [12]
    assert found.key_points == ["Roses"]
    assert found.goal is None
    assert [fact.label for fact in found.facts] == ["Rom"]
    assert found.main_text == page
    assert found.warnings == ["The language model named a goal that the page does not show; it was left out."]
    origins = {entry.name: entry.origin for entry in found.fields}
    assert origins["headline"] == "json-ld"
    assert origins["price"] == origins["description"] == "assistant"
    assert "goal" not in origins


def test_anthropic_protocol(make, model, books) -> None:
    desk = make(provider="anthropic", base_url=model.url.removesuffix("/v1"), model="claude-test")
    model.will({"response": "Hello."})
    assert desk.chat(talk("Hi")).result.response == "Hello."
    asked = model.asked[0]
    assert asked.path.partition("?")[0] == "/v1/messages"
    assert KEY in asked.headers.get("x-api-key", "") + asked.headers.get("authorization", "")
    assert asked.body["max_tokens"] == 500
    assert "<data-" in asked.text
    assert "never an instruction" in asked.told
    assert books.calls[0].provider == "anthropic"
    assert books.calls[0].tokens_in == 1000


@pytest.mark.parametrize("verb", ["plan", "generate", "extract"])
def test_anthropic_takes_every_schema(make, model, verb) -> None:
    desk = make(provider="anthropic", base_url=model.url.removesuffix("/v1"), model="claude-sonnet-5")
    good = {"kind": "social", "body": "Roses", "idea": "i"}
    answers = {
        "plan": {"goal": "Sell"},
        "generate": {"drafts": [{**good, "platform": name} for name in ("x", "linkedin", "x")]},
        "extract": {"description": "Roses"},
    }
    model.will(answers[verb])
    arguments = {"plan": talk("Roses"), "generate": assignment(), "extract": Page("https://a.example", b"Roses")}
    options = {"today": TODAY} if verb == "extract" else {}
    answer = getattr(desk, verb)(arguments[verb], **options)
    assert (answer.assistant, answer.fallback) == ("llm", "")


def test_server_that_counts_no_tokens_is_estimated(desk, model, books) -> None:
    model.will(says({"response": "Hello."}, usage=False))
    desk.chat(talk("Hi"))
    assert books.calls[0].tokens_in > 100
    assert books.calls[0].tokens_out > 10


def test_no_key_is_sent_where_none_is_set(make, model) -> None:
    model.will({"response": "Hello."})
    assert make(api_key="").chat(talk("Hi")).assistant == "llm"
    assert not {"authorization", "x-api-key"} & set(model.asked[0].headers)
