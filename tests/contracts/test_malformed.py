"""What no door takes: a clear refusal in the door's own words, at every address that reads a body, and no new row."""

import io
import json
import time
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from campaigns.creation import create_campaign
from campaigns.models import ContentItem
from tests.conftest import Caller
from tests.delivery.api.conftest import make_agency, make_application
from tests.insertion_orders.conftest import make_buyer
from tests.malformed import BODIES

pytestmark = pytest.mark.django_db

# Every address that reads a body, by the dialect that it refuses in.
NATIVE = {
    "login": ("POST", "/api/auth/login"),
    "refresh": ("POST", "/api/auth/refresh"),
    "create": ("POST", "/api/campaigns"),
    "update": ("PUT", "/api/campaigns/{id}"),
    "archive": ("POST", "/api/campaigns/{id}/archive"),
    "duplicate": ("POST", "/api/campaigns/{id}/duplicate"),
    "find and replace": ("POST", "/api/campaigns/{id}/find-replace"),
    "resume": ("POST", "/api/campaigns/{id}/resume"),
    "chat": ("POST", "/api/campaigns/chat"),
    "plan": ("POST", "/api/campaigns/{id}/generate-plan"),
    "write content": ("POST", "/api/content"),
    "change content": ("PUT", "/api/content/{item}"),
    "schedule": ("POST", "/api/content/{item}/schedule"),
    "review": ("POST", "/api/content/{item}/review"),
    "brand": ("PUT", "/api/brand-profile"),
    "calendar feed": ("POST", "/api/calendar/feeds"),
    "export": ("POST", "/api/analytics/exports"),
    "tracked link": ("POST", "/api/analytics/links"),
    "tracking policy": ("PUT", "/api/analytics/tracking-policy"),
}
PARTNER = {
    "token": ("POST", "/auth/token"),
    "token under api": ("POST", "/api/auth/token"),
    "resolve": ("POST", "/api/campaign"),
}
MESSAGING = {
    "create a message campaign": ("POST", "/campaign/create"),
    "list message campaigns": ("POST", "/v4/campaign/list"),
    "read message campaigns": ("POST", "/v4/campaign/get"),
    "suspend": ("POST", "/v4/campaign/suspend"),
    "resume a message campaign": ("POST", "/v4/campaign/resume"),
}
# These two take larger bodies; a list is none of their mistakes.
LARGER = {"execute": ("POST", "/campaign/execute"), "upload": ("POST", "/v1/activity/upload")}
AGENCY = {"create for an agency": ("POST", "/agency/createCampaign?uuid={company}")}
DSP_V3 = {
    "order": ("POST", "/api/v3/cmp/io/add"),
    "orders": ("POST", "/api/v3/cmp/io/basic/list"),
    "delete orders": ("POST", "/api/v3/cmp/io/delete"),
    "buyer's login": ("POST", "/api/v3/ua/login"),
    "buyer's refresh": ("POST", "/api/oauth/token"),
}
DSP_V2 = {
    "ad campaign": ("POST", "/api/v2/cmp/campaigns/add"),
    "move ad campaigns": ("POST", "/api/v2/cmp/campaigns/status"),
}
TABLES = (
    "analytics_export",
    "analytics_trackedlink",
    "analytics_trackingpolicy",
    "campaigns_campaign",
    "campaigns_contentitem",
    "campaigns_editrun",
    "partners_partnersource",
    "partners_sourcerevision",
    "core_job",
    "core_auditentry",
    "delivery_broadcast",
    "delivery_activity",
    "delivery_run",
    "insertion_orders_insertionorder",
    "insertion_orders_adcampaign",
)


@pytest.fixture
def campaign(company, scope):
    made = create_campaign(company_id=company.pk, name="Spring")
    ContentItem.objects.create(company_id=company.pk, campaign=made, type="blog", title="One", body="Text")
    return made


def rows() -> dict[str, list[tuple]]:
    """Every row that a call could have left or changed."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def send(caller: Caller, route: tuple[str, str], campaign, body: bytes, content_type="application/json"):
    method, path = route
    return Client(raise_request_exception=False).generic(
        method,
        path.format(id=campaign.uuid, item=campaign.content.get().uuid, company=campaign.company.uuid),
        body,
        content_type,
        headers=caller.headers,
    )


@pytest.mark.parametrize("route", NATIVE)
@pytest.mark.parametrize("name", BODIES)
def test_the_native_door_refuses(name, route, owner, campaign):
    body, status, message = BODIES[name]
    before = rows()
    answer = send(owner, NATIVE[route], campaign, body)
    expected = {"message": message, "errors": {"body": [message]}}
    if status == 413:
        expected = {"message": message, "error": "TOO_LARGE"}
    assert (answer.status_code, answer.json()) == (status, expected)
    assert rows() == before


@pytest.mark.parametrize("route", PARTNER)
@pytest.mark.parametrize("name", BODIES)
def test_the_partner_door_refuses(name, route, partner, campaign):
    body, status, message = BODIES[name]
    before = rows()
    answer = send(partner, PARTNER[route], campaign, body)
    headline = message if route == "resolve" else "Invalid request body"
    expected = {"error": headline, "details": [{"path": [], "message": message}]}
    if status == 413:
        expected = {"error": message}
    assert (answer.status_code, answer.json()) == (status, expected)
    assert rows() == before


@pytest.mark.parametrize("route", MESSAGING)
@pytest.mark.parametrize("name", BODIES)
def test_the_messaging_door_refuses(name, route, company, campaign):
    body, status, message = BODIES[name]
    application = make_application(company)
    before = rows()
    answer = send(application, MESSAGING[route], campaign, body)
    errors = [] if status == 413 else [{"field": "", "message": message}]
    assert (answer.status_code, answer.json()) == (status, {"status": "error", "message": message, "errors": errors})
    assert rows() == before


# Read by the calls that take larger bodies, and refused for what it lacks; the upload takes a list.
READ = ("a byte too many", "a list", "a string", "a number", "true", "null")


@pytest.mark.parametrize("route", LARGER)
@pytest.mark.parametrize("name", [name for name in BODIES if name not in READ])
def test_the_messaging_door_refuses_where_it_takes_more(name, route, company, campaign):
    body, status, message = BODIES[name]
    application = make_application(company)
    before = rows()
    answer = send(application, LARGER[route], campaign, body)
    assert (answer.status_code, answer.json()["message"]) == (status, message.replace("1024", "4096"))
    assert rows() == before


@pytest.mark.parametrize("route", AGENCY)
@pytest.mark.parametrize("name", BODIES)
def test_the_agency_door_refuses(name, route, company, campaign):
    body, status, message = BODIES[name]
    agency = make_agency(company)
    before = rows()
    answer = send(agency, AGENCY[route], campaign, body)
    assert (answer.status_code, answer.json()) == (status, {"success": False, "message": message})
    assert rows() == before


@pytest.mark.parametrize("route", DSP_V3)
@pytest.mark.parametrize("name", BODIES)
def test_the_media_buyers_door_refuses(name, route, company, campaign):
    body, status, message = BODIES[name]
    buyer = make_buyer(company)
    before = rows()
    answer = send(buyer, DSP_V3[route], campaign, body)
    assert (answer.status_code, answer.json()) == (status, {"success": False, "errorObjects": [{"error": message}]})
    assert rows() == before


@pytest.mark.parametrize("route", DSP_V2)
@pytest.mark.parametrize("name", BODIES)
def test_the_media_buyers_second_version_refuses(name, route, company, campaign):
    body, status, message = BODIES[name]
    buyer = make_buyer(company)
    before = rows()
    answer = send(buyer, DSP_V2[route], campaign, body)
    errors = [] if status == 413 else [{"field": "", "message": message}]
    expected = {"statusCode": status, "responseObject": {"message": message, "errors": errors}}
    assert (answer.status_code, answer.json()) == (status, expected)
    assert rows() == before


EMPTY = {
    "login": {"email": ["This field is required."], "password": ["This field is required."]},
    "refresh": {"refresh_token": ["This field is required."]},
    "create": {"name": ["This field is required."]},
    "archive": {"archive": ["This field is required."]},
}


@pytest.mark.parametrize("body", [b"", b"  \n", b"{}"], ids=["nothing", "white space", "an empty object"])
@pytest.mark.parametrize("route", EMPTY)
def test_an_empty_body_lacks_every_required_field(body, route, owner, campaign):
    before = rows()
    answer = send(owner, NATIVE[route], campaign, body)
    assert (answer.status_code, answer.json()) == (
        400,
        {"message": "Some fields are not valid.", "errors": EMPTY[route]},
    )
    assert rows() == before


@pytest.mark.parametrize("body", [b"", b"  \n", b"{}"], ids=["nothing", "white space", "an empty object"])
def test_an_empty_update_changes_nothing(body, owner, campaign):
    before = rows()
    assert send(owner, NATIVE["update"], campaign, body).status_code == 200
    assert rows() == before


@pytest.mark.parametrize("route", ["token", "token under api"])
def test_an_empty_body_lacks_key_and_secret(route, nobody, campaign):
    answer = send(nobody, PARTNER[route], campaign, b"")
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "error": "Invalid request body",
            "details": [
                {"path": ["api_key"], "message": "This field is required."},
                {"path": ["api_secret"], "message": "This field is required."},
            ],
        },
    )


def test_an_empty_body_lacks_the_source(partner, campaign):
    answer = send(partner, PARTNER["resolve"], campaign, b"")
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "error": "Missing required field: source: is required",
            "details": [{"path": ["source"], "message": "is required"}],
        },
    )


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "nonsense", "a/b;x=é"])
def test_json_is_read_whatever_the_content_type_says(content_type, owner, campaign):
    answer = send(owner, NATIVE["create"], campaign, b'{"name": "Autumn"}', content_type)
    assert (answer.status_code, answer.json()["name"]) == (201, "Autumn")


def test_a_multipart_form_is_no_json(owner, campaign):
    answer = Client().post("/api/campaigns", {"name": "Autumn"}, headers=owner.headers)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("The body is not valid JSON")


def test_a_byte_order_mark_is_no_fault(owner, campaign):
    assert send(owner, NATIVE["create"], campaign, b'\xef\xbb\xbf{"name": "Autumn"}').status_code == 201


def test_a_body_just_small_enough_and_just_flat_enough_is_read(owner, campaign):
    text = b'{"name": "Autumn", "other": ' + b"[" * 31 + b"]" * 31 + b"}"
    assert send(owner, NATIVE["create"], campaign, text).status_code == 201
    assert send(owner, NATIVE["create"], campaign, text.ljust(1024 * 1024)).status_code == 201


@pytest.mark.parametrize("route", [*NATIVE, *PARTNER])
def test_a_huge_object_with_a_late_duplicate_is_refused_at_once(route, owner, partner, campaign):
    text = "{" + ",".join(f'"{number:x}":1' for number in range(90_000)) + ',"15f8f":2}'
    caller = partner if route in PARTNER else owner
    started = time.monotonic()
    answer = send(caller, {**NATIVE, **PARTNER}[route], campaign, text.encode())
    assert answer.status_code == 400
    assert time.monotonic() - started < 2


def test_the_key_in_a_refusal_is_cut_and_printable(owner, campaign):
    key = r"\u0000\ud83d" + "k" * 500
    answer = send(owner, NATIVE["create"], campaign, f'{{"{key}": 1, "{key}": 2}}'.encode())
    assert answer.json()["message"] == f"The key “?{'k' * 79}” stands twice in one object."


def test_an_announced_length_over_the_limit_is_refused_whatever_comes(owner, campaign):
    before = rows()
    environ = {"wsgi.input": io.BytesIO(b'{"name": "x"}'), "CONTENT_LENGTH": "20000000"}
    answer = Client().generic("POST", "/api/campaigns", headers=owner.headers, **environ)
    assert (answer.status_code, answer.json()) == (
        413,
        {"message": "The body is larger than 1024 KB.", "error": "TOO_LARGE"},
    )
    assert rows() == before


@pytest.mark.parametrize(("size", "status"), [(1024, 201), (2 * 1024 * 1024, 413)])
def test_a_body_in_chunks_is_read_without_a_length(size, status, owner, campaign):
    environ = {"wsgi.input": io.BytesIO(b'{"name": "Autumn"}'.ljust(size)), "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = Client().generic("POST", "/api/campaigns", headers=owner.headers, **environ)
    assert answer.status_code == status


def test_a_connection_that_breaks_off_is_refused_and_leaves_nothing(owner, campaign):
    class Broken(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError("connection reset")

    before = rows()
    environ = {"wsgi.input": Broken(), "CONTENT_LENGTH": "20"}
    answer = Client().generic("POST", "/api/campaigns", headers=owner.headers, **environ)
    message = "The body could not be read to its end."
    assert (answer.status_code, answer.json()) == (400, {"message": message, "errors": {"body": [message]}})
    assert rows() == before


ODD_IDS = {
    "a word": "nonsense",
    "a NUL": "%00",
    "a NUL at the end": "{id}%00",
    "bytes that are no UTF-8": "%ff%fe",
    "a broken percent sign": "%zz",
    "a line feed": "{id}%0a",
    "a space before it": "%20{id}",
    "no hyphens": "{hex}",
    "braces": "%7B{id}%7D",
    "as a URN": "urn:uuid:{id}",
    "digits of another script": "{arabic}",
    "one digit too many": "{id}0",
    "one digit too few": "{short}",
    "the number inside": "{pk}",
    "the short id": "{short_id}",
    "ten thousand letters": "a" * 10_000,
    "nobody's": "00000000-0000-0000-0000-000000000000",
    "null": "null",
    "a dot": "%2e%2e",
    "SQL": "' OR 1=1 --",
}


def odd(name: str, campaign) -> str:
    text = str(campaign.uuid)
    arabic = quote(text.translate({ord("0") + digit: 0x660 + digit for digit in range(10)}))
    return ODD_IDS[name].format(
        id=text, hex=campaign.uuid.hex, arabic=arabic, short=text[:-1], pk=campaign.pk, short_id=campaign.short_id
    )


@pytest.mark.parametrize("name", ODD_IDS)
def test_an_id_in_any_other_spelling_is_not_found(name, owner, campaign):
    before = rows()
    for method, tail, body in (
        ("GET", "", b""),
        ("PUT", "", b'{"name": "x"}'),
        ("DELETE", "", b""),
        ("POST", "/archive", b'{"archive": true}'),
    ):
        answer = Client().generic(method, f"/api/campaigns/{odd(name, campaign)}{tail}", body, headers=owner.headers)
        assert (answer.status_code, answer.json()) == (404, {"message": "Campaign not found"})
    assert rows() == before


def test_an_id_in_capitals_is_the_same_id(owner, campaign):
    answer = owner.get(f"/api/campaigns/{str(campaign.uuid).upper()}")
    assert (answer.status_code, answer.json()["id"]) == (200, str(campaign.uuid))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("search=%00", "search"),
        ("search=a%00b", "search"),
        ("status=%00", "status"),
        ("status=DRAFT%00", "status"),
        ("type=%ff", "type"),
        ("includeArchived=%00", "includeArchived"),
        ("limit=%00", "limit"),
        ("limit=1%00", "limit"),
        ("offset=%ff", "offset"),
        ("search=" + "x" * 256, "search"),
        ("search=" + "x" * 100_000, "search"),
        ("status=" + "DRAFT," * 20_000 + "x", "status"),
        ("limit=" + "1" * 100_000, "limit"),
    ],
    ids=lambda text: text[:24],
)
def test_a_query_that_means_nothing_is_refused_by_name(query, field, owner, campaign):
    answer = owner.get(f"/api/campaigns?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == ["message", "errors"]
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("query", ["search=%ff", "search=%ed%a0%80", "search=%", "search=%zz", "%00=1", "%ff", "&&==&"])
def test_odd_but_harmless_queries_are_answered(query, owner, campaign):
    assert owner.get(f"/api/campaigns?{query}").status_code == 200


def test_thousands_of_parameters_are_refused(owner, campaign):
    answer = owner.get("/api/campaigns?" + "status=DRAFT&" * 2000)
    assert (answer.status_code, answer.json()) == (400, {"message": "The request is not valid."})


def test_thousands_of_parameters_on_a_deletion_delete_nothing(owner, campaign):
    before = rows()
    answer = owner.delete(f"/api/campaigns/{campaign.uuid}?" + "a=1&" * 2000)
    assert (answer.status_code, answer.json()) == (400, {"message": "The request is not valid."})
    assert rows() == before


METHODS = {
    "/api/campaigns": "GET, POST",
    "/api/campaigns/{id}": "GET, PUT, DELETE",
    "/api/campaigns/{id}/archive": "POST",
    "/api/auth/login": "POST",
    "/api/auth/refresh": "POST",
    "/api/company": "GET",
}
ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@pytest.mark.parametrize(
    ("path", "method"),
    [(path, method) for path, allowed in METHODS.items() for method in ALL_METHODS if method not in allowed],
)
def test_the_native_door_refuses_other_methods(path, method, owner, campaign):
    answer = send(owner, (method, path), campaign, b'{"name": "x"}')
    assert (answer.status_code, answer.json()) == (405, {"message": f'Method "{method}" not allowed.'})
    assert answer["Allow"].removesuffix(", HEAD") == METHODS[path]


@pytest.mark.parametrize("path", ["/auth/token", "/api/auth/token", "/api/campaign"])
@pytest.mark.parametrize("method", [method for method in ALL_METHODS if method != "POST"])
def test_the_partner_door_refuses_other_methods(path, method, partner, campaign):
    answer = send(partner, (method, path), campaign, b"{}")
    assert (answer.status_code, answer.json()) == (405, {"error": f'Method "{method}" not allowed.'})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/nothing", "/api/campaigns/", "/api/campaigns//archive", "/api/campaigns/a/b/c", "/api/%00",
     "/api/%ff", "/api/a%0ab", "/api/company/", "/api/auth/login/", "/api/" + "x" * 5000, "/healthz/x"],
    ids=lambda path: path[:24],
)  # fmt: skip
def test_an_unknown_address_is_not_found_in_the_native_words(path, method, owner):
    answer = Client().generic(method, path, b"{", headers=owner.headers)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/auth/", "/auth/nothing", "/auth/token/", "/api/campaign/", "/api/campaign/x", "/auth/%00"]
)
def test_an_unknown_address_is_not_found_in_the_partners_words(path, method, partner):
    answer = Client().generic(method, path, b"{", headers=partner.headers)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found"})


@pytest.mark.parametrize("path", ["/api/schema", "/api/docs"])
@pytest.mark.parametrize(("method", "headers", "status"), [("POST", {}, 405), ("GET", {"Accept": "image/png"}, 406)])
def test_the_documents_refuse_what_they_have_not(path, method, headers, status, db):
    answer = Client(raise_request_exception=False).generic(method, path, headers=headers)
    assert answer.status_code == status


BAD_TOKENS = ["", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer \xff\xfe", "Bearer " + "a" * 20_000, "Token x",
              "Bearer a b", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer ..", "Basic b2xnYTp4"]  # fmt: skip


@pytest.mark.parametrize("header", BAD_TOKENS, ids=lambda text: repr(text[:20]))
def test_a_token_that_is_none_is_refused_by_both_doors(header, company):
    native = Client().get("/api/campaigns", HTTP_AUTHORIZATION=header)
    assert native.status_code == 401
    assert list(native.json()) == ["message"]
    assert native["WWW-Authenticate"] == "Bearer"
    answer = Client().post("/api/campaign", "{}", "application/json", HTTP_AUTHORIZATION=header)
    assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
    assert answer["WWW-Authenticate"] == "Bearer"


BAD_HOSTS = ["a b", "a/b", "exa mple.com", "[::1", "x" * 300 + "\x7f", "_._.", "host:port", "é.example"]
ITEM = {
    "source": {
        "material": ["https://images.example/7.jpg"],
        "name": "Fjordveien 7",
        "reference_id": "LISTING-7",
        "target_url": "https://homes.example/7",
    }
}


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_a_host_that_is_none_is_refused_before_anything_is_stored(host, partner):
    before = rows()
    answer = Client(raise_request_exception=False).post(
        "/api/campaign", json.dumps(ITEM), "application/json", headers=partner.headers, HTTP_HOST=host
    )
    assert (answer.status_code, answer.json()) == (400, {"error": "The request is not valid."})
    assert rows() == before


def test_a_host_that_is_not_served_is_refused_before_anything_is_stored(partner, settings):
    settings.ALLOWED_HOSTS = ["muster.example.com"]
    before = rows()
    answer = partner.post("/api/campaign", ITEM, Host="evil.example.net")
    assert (answer.status_code, answer.json()) == (400, {"error": "The request is not valid."})
    assert rows() == before
