"""Every address of every door, called with another company's ids: nobody's business, and nothing of it is told."""

import re

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver

from campaigns.creation import create_campaign
from core.jobs import queue
from tests.conftest import Caller, make_partner
from tests.contracts.test_malformed import rows
from tests.delivery.api.conftest import make_agency, make_application
from tests.insertion_orders.conftest import make_buyer
from tests.partners.test_resolve import item

pytestmark = pytest.mark.django_db

SECRET = "Nobody else's business"
# Addresses that belong to nobody in particular: they hold no company's data.
OPEN = {
    "healthz", "readyz", "api/schema", "api/docs", "api/auth/login", "api/auth/refresh", "auth/token", "api/auth/token",
    "api/v3/ua/login", "api/oauth/token",
    "(?:api|auth|campaign|v1|v4|agency)/{path}", "{uuid}/agency/{path}", "", "demo/{name}",
}  # fmt: skip
# Where machines and programs come in: nobody is sent to a page to sign in.
DOORS = ("api/", "auth/", "campaign/", "v1/", "v4/", "agency/", "{uuid}/agency/")
# Addresses that a secret in them opens, to whoever holds it.
BY_SECRET = {"api/calendar/{token}.ics", "webhooks/{key}", "t/{token}", "o/{token}.gif", "u/{token}"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(patterns, prefix=""):
    """Every address of the URL conf, with `{name}` for its variables; the back office has a walk of its own."""
    for entry in patterns:
        address = prefix + re.sub(r"<\w+:(\w+)>", r"{\1}", str(entry.pattern)).lstrip("^").rstrip("$")
        address = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", address)
        if isinstance(entry, URLResolver) and not address.startswith("admin/"):
            yield from routes(entry.url_patterns, address)
        elif isinstance(entry, URLPattern):
            yield address


ROUTES = sorted(set(routes(get_resolver().url_patterns)) - OPEN)


@pytest.fixture
def ids(company, scope):
    """Every kind of id that the first company has."""
    campaign = create_campaign(company_id=company.pk, name=SECRET, brief=SECRET)
    job = queue.enqueue(company_id=company.pk, kind="partners.extract", label=SECRET, arguments={"source": 0})
    return [str(campaign.uuid), campaign.short_id, str(campaign.pk), str(job.uuid), str(company.uuid), company.slug]


def filled(route, one):
    return "/" + re.sub(r"\{\w+\}", one, route)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith(DOORS)])
def test_a_stranger_finds_nothing_at_any_door(route, method, ids, stranger, other_company):
    machines = [make(other_company) for make in (make_partner, make_application, make_agency, make_buyer)]
    before = rows_of_others(other_company)
    for caller in (stranger, *machines):
        cache.clear()  # who fails often is held up
        for one in ids:
            answer = caller.call(method, filled(route, one), {"name": "x", "archive": True, **item()})
            assert SECRET not in answer.content.decode()
            expected = (401, 404, 405) if "{" in route else (200, 201, 400, 401, 405)
            if "agency/" in route:  # what is no uuid is refused before anything is looked for
                expected = (400, 401, 404, 405)
            if "/cmp/" in route:  # the media buyers' door has a status of its own for what is not valid
                expected = (*expected, 422)
            assert answer.status_code in expected
    assert rows_of_others(other_company) == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", ROUTES)
def test_nobody_gets_further_than_the_login(route, method, ids, nobody):
    before = rows()
    for one in ids:
        answer = nobody.call(method, filled(route, one), {"name": "x", **item()})
        assert SECRET not in answer.content.decode()
        if route in BY_SECRET:
            assert answer.status_code in (404, 405)
        elif route.startswith(DOORS):
            assert answer.status_code == 401
        else:
            assert answer.status_code in (302, 405)
            assert method != "GET" or answer["Location"].startswith("/admin/login/?next=/campaigns")
    assert rows() == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith(("api/", "auth/"))])
def test_the_companys_own_name_in_the_header_does_not_help(route, method, ids, stranger, company):
    before = rows()
    for one in ids:
        answer = stranger.call(method, filled(route, one), {"name": "x"}, **{"X-Company": company.slug})
        assert SECRET not in answer.content.decode()
        assert answer.status_code in ((404, 405) if route in BY_SECRET else (401, 404))
    assert rows() == before


def rows_of_others(other):
    """Every row that is not the stranger's own."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in rows():
            own = f"""SELECT t::text FROM "{table}" t WHERE company_id <> %s ORDER BY 1"""
            cursor.execute(own, [other.pk])
            found[table] = cursor.fetchall()
    return found


@pytest.mark.parametrize("route", ["campaigns/{short_id}", "campaigns/{short_id}/ads"])
def test_a_partners_link_opens_nothing_for_a_stranger(route, ids, stranger, client):
    client.force_login(stranger.user)
    for one in ids:
        answer = client.get(filled(route, one))
        assert answer.status_code == 404
        assert SECRET not in answer.content.decode()


def test_a_creation_link_opens_nothing_for_a_stranger(partner, stranger, client, scope):
    partner.post("/api/campaign", item())
    client.force_login(stranger.user)
    assert client.get("/campaigns?create=true&source_id=LISTING-7").status_code == 404


def test_a_token_of_nobody_we_know(company):
    answer = Caller({"Authorization": "Bearer x.y.z"}).get("/api/campaigns")
    assert (answer.status_code, answer.json()) == (401, {"message": "The token is invalid or has expired."})
