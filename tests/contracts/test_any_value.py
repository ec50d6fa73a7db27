"""Any JSON value in any field of any door: an answer or a refusal, never a fault of ours, never half a change."""

from copy import deepcopy

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.creation import create_campaign
from campaigns.models import Campaign
from tests.contracts.test_malformed import rows

pytestmark = pytest.mark.django_db

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
INSTANTS = st.sampled_from(
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
     "2027-02-30T00:00:00Z", "2027-03-28T02:30:00+01:00", "2027-01-01", "2027-01-01T00:00:00", "2027-W01-1T00:00Z",
     "2027-01-01T24:00:00Z", "2027-01-01T00:00:60Z", "2027-01-01T00:00:00.1234567Z", "20270101T000000+2359", "now",
     "٢٠٢٧-٠١-٠١T00:00:00Z", "2027-01-01T00:00:00+99:99", "-2027-01-01T00:00:00Z", "1e9", "10000-01-01T00:00:00Z"]
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**300, max_value=10**4000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | INSTANTS
    | st.sampled_from(["DRAFT", "ACTIVE", "PAUSED", "COMPLETED", "EVERGREEN", "x", "x" * 300, "y" * 30_000])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=8
)

CAMPAIGN = {
    "name": "Spring",
    "brief": "All of it",
    "goal": "500 orders",
    "type": "ONE_TIME",
    "startsAt": "2027-03-01T00:00:00Z",
    "endsAt": "2027-03-31T00:00:00Z",
    "context": {"keyMessages": ["a"], "targetAudience": "b", "tone": "c", "channels": ["email"]},
}  # fmt: skip
ITEM = {
    "source": {
        "material": ["https://images.example/7.jpg"],
        "name": "Fjordveien 7",
        "reference_id": "LISTING-7",
        "target_url": "https://homes.example/7",
    },
    "more": 1,
}  # fmt: skip
CAMPAIGN_FIELDS = [(name,) for name in CAMPAIGN] + [("context", name) for name in CAMPAIGN["context"]]

CHANGE = {**CAMPAIGN, "status": "ACTIVE"}
LOGIN = {"email": "a@b.example", "password": "x"}

REPLACE = {"find": "a", "replace": "b", "dryRun": True}
RESUME = {"strategy": "shift_weekday", "endDateAction": "set", "newEndDate": "2027-12-01T00:00:00Z", "dryRun": True}
TURN = {"role": "user", "text": "On Instagram in May, for families."}
CHAT = {"message": "A sale", "history": [TURN], "context": {"additionalContext": "x"}}
TURN_TEXT = ("chatHistory", 0, "text")
PLAN = {"chatHistory": [TURN]}
CONTENT = {
    "type": "blog", "platform": "blog", "title": "T", "content": "C", "media": ["https://images.example/1.jpg"],
    "campaignId": None, "scheduledAt": "2027-12-01T00:00:00Z",
}  # fmt: skip

LINK = {"target": "https://shop.example/1", "contentId": None, "platform": "x", "name": "L", "tags": {"utm_term": "t"}}
TAGS = {"mode": "add", "utm_source": "{platform}"}

EXPORT = {
    "report": "daily", "format": "csv", "from": "2027-03-01", "to": "2027-03-31", "platform": "x", "family": "native",
}  # fmt: skip

# By name: who calls, method, address, a good body, and the paths to put a value at.
ROUTES = {
    "create": ("owner", "POST", "/api/campaigns", CAMPAIGN, CAMPAIGN_FIELDS),
    "update": ("owner", "PUT", "/api/campaigns/{id}", CHANGE, [*CAMPAIGN_FIELDS, ("status",)]),
    "archive": ("owner", "POST", "/api/campaigns/{id}/archive", {"archive": True}, [("archive",)]),
    "duplicate": ("owner", "POST", "/api/campaigns/{id}/duplicate", {"name": "Copy"}, [("name",)]),
    "find and replace": ("owner", "POST", "/api/campaigns/{id}/find-replace", REPLACE, [(name,) for name in REPLACE]),
    "resume": ("owner", "POST", "/api/campaigns/{id}/resume", RESUME, [(name,) for name in RESUME]),
    "chat": ("owner", "POST", "/api/campaigns/chat", CHAT, [("message",), ("history",), ("context",)]),
    "plan": ("owner", "POST", "/api/campaigns/{id}/generate-plan", PLAN, [("chatHistory",), TURN_TEXT]),
    "write": ("owner", "POST", "/api/content", CONTENT, [(name,) for name in CONTENT]),
    "brand": ("owner", "PUT", "/api/brand-profile", CAMPAIGN["context"], [(name,) for name in CAMPAIGN["context"]]),
    "link": ("owner", "POST", "/api/analytics/links", LINK, [*((name,) for name in LINK), ("tags", "utm_term")]),
    "tags": ("owner", "PUT", "/api/analytics/tracking-policy", TAGS, [("mode",), ("utm_source",)]),
    "export": ("owner", "POST", "/api/analytics/exports", EXPORT, [(name,) for name in (*EXPORT, "campaignId")]),
    "login": ("owner", "POST", "/api/auth/login", LOGIN, [("email",), ("password",)]),
    "refresh": ("owner", "POST", "/api/auth/refresh", {"refresh_token": "a.b.c"}, [("refresh_token",)]),
    "token": ("partner", "POST", "/auth/token", {"api_key": "a", "api_secret": "b"}, [("api_key",), ("api_secret",)]),
    "resolve": (
        "partner",
        "POST",
        "/api/campaign",
        ITEM,
        [("source",), ("more",), *(("source", name) for name in ITEM["source"]), ("source", "material", 0)],
    ),
}  # fmt: skip


def put(body: dict, path: tuple, value: object) -> dict:
    """A body with another value at one place."""
    found = deepcopy(body)
    target = found
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return found


@pytest.mark.parametrize("route", ROUTES)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_value_is_taken_or_refused(route, data, owner, partner, company, scope):
    _, method, address, good, paths = ROUTES[route]
    campaign = Campaign.objects.filter(name="The one").first() or create_campaign(company_id=company.pk, name="The one")
    body = put(good, data.draw(st.sampled_from(paths)), data.draw(VALUES))
    body.pop("status", None) if campaign.status == "ACTIVE" else None
    before = rows()
    cache.clear()
    caller = partner if ROUTES[route][0] == "partner" else owner
    answer = caller.call(method, address.format(id=campaign.uuid), body)
    assert answer.status_code in (200, 201, 202, 400, 401, 409)
    if answer.status_code >= 400:
        assert rows() == before
        assert set(answer.json()) <= {"message", "error", "errors", "details", "currentStatus", "allowed"}
    else:
        Campaign.objects.filter(pk=campaign.pk).update(name="The one")
