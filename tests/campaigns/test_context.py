"""A campaign's context: absent inherits, a value overrides, null inherits again, empty overrides with nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import channels, context
from companies.models import BrandProfile

pytestmark = pytest.mark.django_db

BRAND = {"keyMessages": ["Since 1911"], "targetAudience": "Everybody", "tone": "Warm", "channels": ["email", "blog"]}
OWN = {"keyMessages": ["New"], "targetAudience": "Gardeners", "tone": "Loud", "channels": ["x"]}
EMPTY = {"keyMessages": [], "targetAudience": "", "tone": "", "channels": []}


@pytest.fixture
def brand(company, scope):
    BrandProfile.objects.update(
        key_messages=["Since 1911"], target_audience="Everybody", tone="Warm", channels=["email", "blog"]
    )


@pytest.fixture
def change(owner, brand):
    """Change a campaign's context; gives what counts then, and what is its own."""
    path = f"/api/campaigns/{owner.post('/api/campaigns', {'name': 'Spring'}).json()['id']}"

    def change(value):
        body = owner.put(path, {"context": value}).json()
        assert owner.get(path).json() == body
        return body["context"], body["contextOverrides"]

    return change


def test_a_new_campaign_inherits_all_of_it(change):
    assert change({}) == (BRAND, {})


@pytest.mark.parametrize("key", OWN)
def test_a_value_overrides(key, change):
    assert change({key: OWN[key]}) == ({**BRAND, key: OWN[key]}, {key: OWN[key]})


@pytest.mark.parametrize("key", OWN)
def test_null_inherits_again(key, change):
    change(OWN)
    rest = {name: value for name, value in OWN.items() if name != key}
    assert change({key: None}) == ({**OWN, key: BRAND[key]}, rest)


@pytest.mark.parametrize("key", OWN)
def test_null_without_an_override_is_no_change(key, change):
    assert change({key: None}) == (BRAND, {})


@pytest.mark.parametrize("key", OWN)
def test_an_empty_value_overrides_with_nothing(key, change):
    assert change({key: EMPTY[key]}) == ({**BRAND, key: EMPTY[key]}, {key: EMPTY[key]})


@pytest.mark.parametrize("key", OWN)
def test_a_key_that_is_not_given_stays_as_it_is(key, change):
    change({key: OWN[key]})
    other = next(name for name in OWN if name != key)
    assert change({other: OWN[other]})[1] == {key: OWN[key], other: OWN[other]}


def test_a_null_context_changes_nothing(change):
    change({"tone": "Loud"})
    assert change(None) == ({**BRAND, "tone": "Loud"}, {"tone": "Loud"})


def test_keys_that_nobody_knows_are_not_kept(change):
    assert change({"mood": "x", "key_messages": ["x"]}) == (BRAND, {})


def test_a_later_change_of_the_brand_shows_where_it_is_inherited(owner, change):
    change({"tone": "Loud"})
    BrandProfile.objects.update(tone="Cool", target_audience="Nobody")
    item = owner.get("/api/campaigns").json()["items"][0]
    assert (item["context"]["tone"], item["context"]["targetAudience"]) == ("Loud", "Nobody")


def test_a_company_without_a_brand_inherits_nothing(owner, change):
    BrandProfile.objects.all().delete()
    assert change({}) == (EMPTY, {})


def test_null_on_creation_is_no_override(owner, brand):
    body = owner.post("/api/campaigns", {"name": "x", "context": {"tone": None, "channels": []}}).json()
    assert (body["contextOverrides"], body["context"]) == ({"channels": []}, {**BRAND, "channels": []})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (["Twitter", "e-post", "Insta"], ["x", "email", "instagram"]),
        (["LinkedIn", " linked  in ", "LINKEDIN"], ["linkedin"]),
        (["twitter", "X", "x (Twitter)"], ["x"]),
        (list(channels.CHANNELS), list(channels.CHANNELS)),
    ],
)
def test_channels_are_understood_and_kept_by_their_canonical_names_once(written, kept, change):
    assert change({"channels": written})[1] == {"channels": kept}


@pytest.mark.parametrize("name", ["myspace", "", " ", "linkedin;", "х"])
def test_what_is_no_channel_is_refused_by_its_place(name, owner, brand):
    answer = owner.post("/api/campaigns", {"name": "x", "context": {"channels": ["email", name]}})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["context.channels.1"]


KEYS = st.sampled_from(list(OWN))
TEXTS = st.text("aø", max_size=3)
CHANGES = st.dictionaries(KEYS, st.none() | TEXTS | st.lists(TEXTS, max_size=2))


@given(CHANGES, CHANGES)
def test_merging_keeps_no_null_and_the_last_word_counts(first, second):
    found = context.merged(context.merged({}, first), second)
    assert found == {key: value for key, value in {**first, **second}.items() if value is not None}
    assert context.merged(found, {}) == found


@given(CHANGES)
def test_what_counts_has_every_key(changes):
    found = context.effective(context.merged({}, changes), BRAND)
    assert set(found) == set(BRAND)
    assert all(found[key] == (changes[key] if changes.get(key) is not None else BRAND[key]) for key in BRAND)
