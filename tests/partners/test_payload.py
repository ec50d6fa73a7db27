"""What a partner may send: every rule of the body, in the partner's own words."""

import pytest
from django.db import connection

from core.errors import InvalidError
from partners.models import PartnerSource, SourceRevision
from partners.payload import read_item
from partners.sources import payload_hash
from tests.partners.test_resolve import item

URL = "must be an absolute http or https URL"
EMPTY = "must not be empty"
TEXT = "must be a string"
LONG = "must have at most 255 characters"
LONG_URL = "must have at most 2083 characters"


def without(*names):
    return {"source": {key: value for key, value in item()["source"].items() if key not in names}}


def only(body):
    return {"source": body}


# By name: the body, whether something is missing first, and every fault.
REFUSED = {
    "no source": ({}, True, [(["source"], "is required")]),
    "source under another name": ({"Source": item()["source"]}, True, [(["source"], "is required")]),
    "source is null": (only(None), False, [(["source"], "must be an object")]),
    "source is a list": (only([]), False, [(["source"], "must be an object")]),
    "source is a text": (only("x"), False, [(["source"], "must be an object")]),
    "source is a number": (only(7), False, [(["source"], "must be an object")]),
    "source is empty": (
        only({}),
        True,
        [(["source", name], "is required") for name in ("material", "name", "reference_id", "target_url")],
    ),
    **{
        f"no {name}": (without(name), True, [(["source", name], "is required")])
        for name in ("material", "name", "reference_id", "target_url")
    },
    **{
        f"{name} is {value!r}": (item(**{name: value}), False, [(["source", name], TEXT)])
        for name in ("name", "reference_id", "target_url")
        for value in (None, 7, 7.5, True, [], ["x"], {})
    },
    **{
        f"{name} is {value!r}": (item(**{name: value}), False, [(["source", name], EMPTY)])
        for name in ("name", "reference_id")
        for value in ("", " ", "\t\n", "\u00a0\u2003")
    },
    **{
        f"{name} is too long": (item(**{name: "x" * 256}), False, [(["source", name], LONG)])
        for name in ("name", "reference_id")
    },
    "target_url is empty": (item(target_url=""), False, [(["source", "target_url"], EMPTY)]),
    "target_url is too long": (
        item(target_url="https://homes.example/" + "x" * 2062),
        False,
        [(["source", "target_url"], LONG_URL)],
    ),
    "material is null": (item(material=None), False, [(["source", "material"], "must be a list of URLs")]),
    "material is a text": (
        item(material="https://x.example"),
        False,
        [(["source", "material"], "must be a list of URLs")],
    ),
    "material is an object": (item(material={}), False, [(["source", "material"], "must be a list of URLs")]),
    "material is empty": (item(material=[]), False, [(["source", "material"], "must hold at least one URL")]),
    "material has too many": (
        item(material=["https://x.example/1.jpg"] * 51),
        False,
        [(["source", "material"], "must hold at most 50 URLs")],
    ),
    "material holds a number": (item(material=[7]), False, [(["source", "material", 0], TEXT)]),
    "material holds an empty text": (item(material=[""]), False, [(["source", "material", 0], EMPTY)]),
    "material holds no URL, second": (
        item(material=["https://x.example/1.jpg", "1.jpg"]),
        False,
        [(["source", "material", 1], URL)],
    ),
    "a missing one stands after a wrong one": (
        only({"material": [], "name": "x", "target_url": "https://x.example"}),
        False,
        [(["source", "material"], "must hold at least one URL"), (["source", "reference_id"], "is required")],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_item_is_refused_with_every_fault(name, partner, scope):
    body, missing, faults = REFUSED[name]
    answer = partner.post("/api/campaign", body)
    path, message = faults[0]
    headline = f"{'Missing required' if missing else 'Invalid'} field: {'.'.join(map(str, path))}: {message}"
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": headline, "details": [{"path": path, "message": message} for path, message in faults]},
    )
    assert not PartnerSource.objects.exists()
    assert not SourceRevision.objects.exists()


NO_URLS = [
    "homes.example/7", "/7", "7", "//homes.example/7", "ftp://homes.example", "file:///etc/passwd",
    "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "http:homes.example", "http:/homes.example",
    "https:\\\\homes.example", "http://", "https://?x", "https://#x", "http:///homes.example", "https://homes example/",
    " https://homes.example", "https://homes.example ", "https://homes.example/\n", "https://homes.example/a b",
    "https://[::1", "https://homes.example:port", "https://homes.example:99999", "htps://homes.example",
    "https//homes.example", "https://\u2028homes.example", "https://homes.example/\u00a0x", "unix:///var/run/x.sock",
    "http+unix://x",
]  # fmt: skip


@pytest.mark.parametrize("url", NO_URLS)
def test_what_is_no_absolute_url_is_refused(url):
    with pytest.raises(InvalidError) as refused:
        read_item(item(target_url=url, material=[url]))
    assert [(fault.name, fault.message) for fault in refused.value.faults] == [
        ("source.material.0", URL),
        ("source.target_url", URL),
    ]


GOOD_URLS = [
    "https://homes.example", "http://homes.example/", "HTTPS://HOMES.EXAMPLE/7", "https://homes.example:8443/7?a=1#b",
    "https://hjem.example/æøå?q=ø", "https://bücher.example/", "https://xn--bcher-kva.example/", "https://user@homes.example/",
    "https://[2001:db8::1]/", "http://192.0.2.1/", "https://homes.example/a%20b", "https://homes.example/%ff",
    "https://homes.example/" + "x" * 2061, "http://localhost/x", "https://homes.example/'\"<>",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD_URLS)
def test_an_absolute_url_is_kept_as_it_was_written(url):
    found = read_item(item(target_url=url, material=[url]))
    assert (found.target_url, list(found.material)) == (url, [url])


@pytest.mark.django_db
def test_the_longest_item_is_kept(partner, scope):
    longest = {
        "material": [f"https://x.example/{number:0>2}/" + "y" * 2062 for number in range(50)],
        "name": "ø" * 254 + "😀",
        "reference_id": "😀" * 255,
        "target_url": "https://homes.example/" + "x" * 2061,
    }
    assert partner.post("/api/campaign", {"source": longest}).status_code == 201
    source = PartnerSource.objects.get()
    found = {name: getattr(source, name) for name in longest}
    assert found == longest


@pytest.mark.django_db
def test_a_reference_is_compared_letter_by_letter(partner, scope):
    references = ["A", "a", " A", "A ", "Å", "A\u030a", "%", "_", "\\", "'", '"', "A\nB", "1", "01", "null"]
    answers = [partner.post("/api/campaign", item(reference_id=reference)).status_code for reference in references]
    assert answers == [201] * len(references)
    assert set(PartnerSource.objects.values_list("reference_id", flat=True)) == set(references)


@pytest.mark.django_db
def test_every_reference_stands_safely_in_its_link(partner, company):
    company.automatic_creation = False
    company.save()
    link = partner.post("/api/campaign", item(reference_id="a&b=c#d/é?%+")).json()["campaign_link"]
    assert link == "http://testserver/campaigns?create=true&source_id=a%26b%3Dc%23d%2F%C3%A9%3F%25%2B"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "extra",
    [10**4000, -(10**4000), 5e-324, -0.0, 0.1, True, None, "", [[]], {"": {}}, "\u007f\ufffe😀"],
    ids=lambda extra: repr(extra)[:12],
)
def test_whatever_else_is_sent_is_kept_as_it_came(extra, partner, scope):
    body = {**item(), "extra": extra}
    assert partner.post("/api/campaign", body).status_code == 201
    assert partner.post("/api/campaign", body).status_code == 200
    assert SourceRevision.objects.get().payload == body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": 1}, {"a": True}),
        ({"a": None}, {}),
        ({"a": [1, 2]}, {"a": [2, 1]}),
    ],
)
def test_payloads_that_differ_have_different_hashes(one, other):
    assert payload_hash(one) != payload_hash(other)


def test_the_order_of_keys_makes_no_other_hash():
    assert payload_hash({"a": {"b": 1, "c": 2}, "d": 3}) == payload_hash({"d": 3, "a": {"c": 2, "b": 1}})


@pytest.mark.django_db
def test_no_value_reaches_the_statement_as_sql(partner, scope):
    evil = "'); DROP TABLE partners_partnersource; --"
    assert partner.post("/api/campaign", item(reference_id=evil, name=evil)).status_code == 201
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference_id FROM partners_partnersource")
        assert cursor.fetchall() == [(evil,)]
