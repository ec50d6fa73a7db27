"""The public addresses: where they lead, what they count, and what they keep to themselves."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from redis.exceptions import ConnectionError as BrokenError

from analytics import locks
from analytics.models import DailyMetric, Event, TotalMetric, TrackedLink
from analytics.tracking import links, policies
from campaigns.content import create_item, delete_item, update_item
from campaigns.deletion import delete_campaign
from core.ids import new_uuid
from tests.analytics.conftest import make_work
from tests.racing import at_once

pytestmark = pytest.mark.django_db

TARGET = "https://shop.example/garden?size=10#beds"
TAGGED = "https://shop.example/garden?size=10&utm_source=email&utm_medium=email&utm_campaign=garden-weeks#beds"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36"
)
PIXEL_START = b"GIF89a\x01\x00\x01\x00"
NOW = datetime(2027, 5, 2, 11, tzinfo=UTC)


@pytest.fixture
def link(company, work):
    """A link of the campaign in an e-mail."""
    return links.create_link(company_id=company.pk, target=TARGET, campaign=work.campaign, platform="email")


@pytest.fixture
def pixel(company, work):
    """A pixel of the campaign in an e-mail."""
    return links.create_link(company_id=company.pk, purpose="open", campaign=work.campaign, platform="email")


def visit(address, agent=CHROME, method="GET", **headers):
    return Client().generic(method, address, headers={"User-Agent": agent, **headers})


def counted(link):
    link.refresh_from_db()
    return link.clicks, link.machine_clicks


def sums(model=TotalMetric):
    return {(row.kind, row.rule): row.count for row in model.objects.all()}


# -- Clicks


def test_a_click_leads_on_and_counts(link, work):
    answer = visit(links.address(link))
    assert (answer.status_code, answer["Location"], answer.content) == (302, TAGGED, b"")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert not answer.cookies
    assert counted(link) == (1, 0)
    row = DailyMetric.objects.get()
    assert (row.kind, row.rule, row.platform, row.count) == ("click", "", "email", 1)
    assert (row.campaign_id, row.content_id, f"{row.day}") == (work.campaign.pk, 0, "2027-05-02")


def test_every_click_counts(link):
    for _ in range(3):
        visit(links.address(link, "anna"))
    assert counted(link) == (3, 0)
    assert sums() == {("click", ""): 3}
    assert {event.key.rpartition(":")[0] for event in Event.objects.all()} == {f"t:{link.short_id}:anna"}


def test_a_look_counts_nothing_and_costs_one_query(link, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = visit(links.address(link), method="HEAD")
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (302, TAGGED, "no-store")
    assert counted(link) == (0, 0)
    assert sums() == {}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(method, link, pixel):
    for one in (link, pixel):
        assert visit(links.address(one), method=method).status_code == 405
        assert counted(one) == (0, 0)


def test_a_click_follows_the_policy_of_the_moment(link, company):
    policies.update_policy(company_id=company.pk, fields={"mode": "off"})
    assert visit(links.address(link))["Location"] == TARGET
    policies.update_policy(company_id=company.pk, fields={"mode": "add", "utm_source": "{company}"})
    assert "utm_source=storhaug&" in visit(links.address(link))["Location"]


@pytest.mark.parametrize("query", ["?url=https://evil.example", "?target=https://evil.example", "?next=//evil.example"])
def test_no_request_says_where_to_lead(query, link):
    assert visit(links.address(link) + query, **{"X-Forwarded-Host": "evil.example"})["Location"] == TAGGED


FORGED = ["x", "a.b", "{token}x", "{token}.gif", "{short}", "{short}.", "x{token}", "{token}/", "{token}%00", "%ff"]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_address_is_not_found(forged, link):
    token = links.address(link).removeprefix("/t/")
    answer = visit("/t/" + forged.format(token=token, short=link.short_id))
    assert answer.status_code == 404
    assert "Location" not in answer
    assert not answer.cookies
    assert counted(link) == (0, 0)


def test_the_page_for_a_forged_address_is_for_people(db):
    answer = visit("/t/x")
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "This link does not work" in answer.content.decode()


def test_a_click_is_no_open_and_an_open_no_click(link, pixel):
    click, opened = links.address(link).removeprefix("/t/"), links.address(pixel).removeprefix("/o/")
    assert visit(f"/o/{click}.gif").status_code == 404
    assert visit(f"/t/{opened.removesuffix('.gif')}").status_code == 404
    assert (counted(link), counted(pixel)) == ((0, 0), (0, 0))


def test_an_ended_link_says_so_and_counts_nothing(link):
    links.end_link(link=link)
    answer = visit(links.address(link))
    assert (answer.status_code, "Location" in answer) == (410, False)
    assert "This link is no longer in use" in answer.content.decode()
    assert not answer.cookies
    assert counted(link) == (0, 0)


def test_a_deleted_link_is_not_found(link):
    address = links.address(link)
    link.delete()
    assert visit(address).status_code == 404


# -- Opens


def test_an_open_answers_with_a_pixel_and_counts(pixel):
    answer = visit(links.address(pixel, "anna"))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/gif", "no-store")
    assert answer.content.startswith(PIXEL_START)
    assert not answer.cookies
    assert counted(pixel) == (1, 0)
    assert sums() == {("open", ""): 1}


def test_a_proxy_of_pictures_opens_for_its_reader(pixel):
    visit(
        links.address(pixel),
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    )
    assert counted(pixel) == (1, 0)


def test_pictures_that_apple_fetches_unread_are_a_machines(pixel):
    visit(links.address(pixel), "Mozilla/5.0")
    assert counted(pixel) == (0, 1)
    assert sums() == {("open", "scanner"): 1}


def test_an_ended_pixel_stays_a_picture_and_counts_nothing(pixel):
    links.end_link(link=pixel)
    answer = visit(links.address(pixel))
    assert (answer.status_code, answer["Content-Type"]) == (410, "image/gif")
    assert answer.content.startswith(PIXEL_START)
    assert counted(pixel) == (0, 0)


def test_a_forged_pixel_is_not_found(pixel):
    answer = visit(links.address(pixel).replace(".gif", "x.gif"))
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert not answer.cookies
    assert counted(pixel) == (0, 0)


# -- Machines

MACHINES = {
    "prefetch": {"Sec-Purpose": "prefetch;prerender"},
    "scanner": {"User-Agent": ""},
    "known-bot": {"User-Agent": "facebookexternalhit/1.1"},
}


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"])
def test_each_header_of_prefetching_is_heard(header, link):
    visit(links.address(link), **{header: "prefetch"})
    assert sums() == {("click", "prefetch"): 1}


@pytest.mark.parametrize("rule", MACHINES)
def test_a_machine_is_led_on_and_counted_apart(rule, link):
    answer = visit(links.address(link), **MACHINES[rule])
    assert (answer.status_code, answer["Location"]) == (302, TAGGED)
    assert counted(link) == (0, 1)
    assert sums() == {("click", rule): 1}


def test_a_click_as_the_message_is_sent_is_a_machines(link):
    visit(links.address(link, "anna", NOW))
    visit(links.address(link, "anna", NOW - timedelta(minutes=1)))
    assert sums() == {("click", "speed"): 1, ("click", ""): 1}


def test_who_clicks_everything_at_once_is_a_machine(company, work):
    made = [links.create_link(company_id=company.pk, target=TARGET, campaign=work.campaign) for _ in range(5)]
    for link in made:
        visit(links.address(link, "anna"))
    assert [counted(link) for link in made] == [(1, 0), (1, 0), (1, 0), (0, 1), (0, 1)]
    assert sums() == {("click", ""): 3, ("click", "speed"): 2}


def test_opens_have_no_pace(company, work):
    made = [links.create_link(company_id=company.pk, purpose="open", campaign=work.campaign) for _ in range(5)]
    for pixel in made:
        visit(links.address(pixel))
    assert sums() == {("open", ""): 5}


# -- What it counts for


def test_content_counts_for_its_present_campaign(company, work):
    link = links.create_link(company_id=company.pk, target=TARGET, content=work.items["post"])
    address, other = links.address(link), make_work(company, "Autumn")
    update_item(item=work.items["post"], fields={"campaign": other.campaign})
    visit(address)
    row = TotalMetric.objects.get()
    assert (row.campaign_id, row.content_id, row.platform) == (other.campaign.pk, work.items["post"].pk, "linkedin")


def test_content_of_the_library_counts_without_a_campaign(company, scope):
    item = create_item(company_id=company.pk, type="social", platform="x", body="Sow now.")
    visit(links.address(links.create_link(company_id=company.pk, target=TARGET, content=item)))
    row = TotalMetric.objects.get()
    assert (row.campaign_id, row.content_id, row.count) == (0, item.pk, 1)


def test_once_its_content_is_gone_a_link_counts_for_its_campaign(company, work):
    link = links.create_link(company_id=company.pk, target=TARGET, content=work.items["post"])
    delete_item(item=work.items["post"])
    visit(links.address(link))
    row = TotalMetric.objects.get()
    assert (row.campaign_id, row.content_id) == (work.campaign.pk, 0)


def test_once_all_is_gone_a_link_leads_on_and_counts_for_itself(link, work):
    delete_campaign(campaign=work.campaign)
    answer = visit(links.address(link))
    assert answer["Location"] == "https://shop.example/garden?size=10&utm_source=email&utm_medium=email#beds"
    assert counted(link) == (1, 0)
    assert sums() == {}


def test_the_companys_days_are_those_of_its_zone(link, time_machine):
    time_machine.move_to("2027-05-02T22:30:00Z")
    visit(links.address(link))
    assert f"{DailyMetric.objects.get().day}" == "2027-05-03"


# -- Faults, and what is kept


@pytest.mark.parametrize("table", ["analytics_event", "analytics_totalmetric"])
def test_a_fault_of_counting_stops_nobody(table, link, pixel):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO gone")
    assert visit(links.address(link))["Location"] == TAGGED
    assert visit(links.address(pixel)).status_code == 200
    assert (counted(link), counted(pixel)) == ((0, 0), (0, 0))


def test_without_the_cache_clicks_are_counted(link, monkeypatch):
    def refuse(*_, **__):
        raise BrokenError("away")

    monkeypatch.setattr(cache, "add", refuse)
    assert visit(links.address(link))["Location"] == TAGGED
    assert counted(link) == (1, 0)


def test_nobody_waits_for_the_disk(link):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        visit(links.address(link))
        cursor.execute("SHOW synchronous_commit")  # set for the transaction, which the test's own is here
        assert cursor.fetchone() == ("off",)


def test_neither_address_nor_agent_is_kept(link, settings):
    settings.TRUSTED_PROXIES = 1
    agent = f"{CHROME} Zwieback/{new_uuid().hex}"
    visit(links.address(link), agent, **{"X-Forwarded-For": "203.0.113.77"})
    assert TrackedLink.objects.get().clicks == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY (%s)', [["%Zwieback%", "%203.0.113%"]]
            )
            assert cursor.fetchone() == (0,)
    assert len(tables) > 20


# -- Many at once


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_instant_are_all_counted(link):
    address = links.address(link)
    answers = at_once(*[lambda: [visit(address).status_code for _ in range(5)]] * 8)
    assert answers == [[302] * 5] * 8
    assert counted(link) == (40, 0)
    assert sums() == {("click", ""): 40}


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_long_for_who_has_the_numbers_alone(link):
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            locks.have_alone(link.company_id)
            locked.set()
            assert done.wait(30)

    def click():
        assert locked.wait(30)
        started = time.monotonic()
        try:
            return visit(links.address(link))["Location"], 2 <= time.monotonic() - started < 6
        finally:
            done.set()

    assert at_once(hold, click) == [None, (TAGGED, True)]
    assert counted(link) == (0, 0)
