"""Links of e-mails that are counted: written once for a run, clicked for its campaign; all else stays as it was."""

import email
import re
from email.message import EmailMessage
from email.policy import default

import pytest
from django.test import Client

from analytics.models import Purpose, TotalMetric, TrackedLink
from analytics.tracking import links, policies
from core.models import AuditEntry
from delivery import accounts, preflight
from delivery.execution import execute
from delivery.freezing import Audience
from delivery.models import Run
from tests.delivery.channels.sink import sink
from tests.delivery.conftest import inline, make_broadcast, make_version

pytestmark = pytest.mark.django_db

SHOP, ODD = "https://shop.example/garden?a=1&b=2", "https://shop.example/x?utm_source=shop#beds"
SOURCE = f"""
<p>Hi {{{{name}}}}: {{{{offer}}}} <a title="{{{{name}}}}" class="b" href="{SHOP.replace("&", "&amp;")}">Shop</a>
<a href="{ODD}">More</a> <a href="{SHOP.replace("&", "&amp;")}">Again</a> <a href="mailto:a@hotel.example">Write</a>
<a href="tel:+4790123456">Call</a> <a href="#top">Top</a> <a href="https://shop.example/{{{{name}}}}">Yours</a>
<img src="https://shop.example/a.png" alt="x"></p>
"""
TEXT = f"Hi {{{{name}}}}: {{{{offer}}}}. See {SHOP}, or ({ODD}). Yours: https://shop.example/{{{{name}}}}"
HREF = re.compile(r'href="([^"]*)"')
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
ANNA = Audience(contacts=[inline("anna@x.example", name="Anna")])


@pytest.fixture
def version(company, scope):
    return make_version(company, subject="Offer", source_format="html", source=SOURCE, text=TEXT)


@pytest.fixture
def server(settings):
    with sink() as found:
        settings.OUTBOUND_ALLOW = {f"127.0.0.1:{found.port}"}
        settings.LINK_BASE = "https://go.example"
        yield found


@pytest.fixture
def broadcast(company, version, server):
    told = {"host": "127.0.0.1", "port": server.port, "security": "none", "from_address": "news@hotel.example"}
    way = accounts.create(company_id=company.pk, kind="smtp", channel="email", name="Mail", settings=told, secrets={})
    return make_broadcast(company, version, account=way)


def parts(server, place: int = -1) -> tuple[str, str]:
    """The HTML and the text of a mail that came."""
    found = email.message_from_bytes(server.mails[place][1], policy=default)
    assert isinstance(found, EmailMessage)
    html, text = found.get_body(("html",)), found.get_body(("plain",))
    assert html is not None
    assert text is not None
    return html.get_content(), text.get_content()


def visit(address: str):
    """As a person's browser would, over whatever host."""
    return Client().get(address.removeprefix("https://go.example"), headers=BROWSER)


def test_a_click_in_a_mail_leads_on_with_tags_and_counts_for_its_campaign(company, broadcast, server, send):
    send(execute(broadcast=broadcast, audience=ANNA))
    html, _ = parts(server)
    first, odd, again, *_ = HREF.findall(html)
    assert first == again
    assert first.startswith("https://go.example/t/")
    answer = visit(first)
    assert (answer.status_code, answer.headers["Location"]) == (
        302, f"{SHOP}&utm_source=email&utm_medium=email&utm_campaign=spring"
    )  # fmt: skip
    assert visit(odd).headers["Location"].startswith("https://shop.example/x?utm_source=shop&utm_medium=email")
    rows = TotalMetric.objects.filter(kind="click").values_list("campaign_id", "platform", "count")
    assert list(rows) == [(broadcast.campaign_id, "email", 2)]
    assert sorted(TrackedLink.objects.exclude(target="").values_list("target", "clicks")) == [(SHOP, 1), (ODD, 1)]


def test_what_is_no_fixed_address_of_the_web_stays(broadcast, server, send):
    send(execute(broadcast=broadcast, audience=ANNA))
    html, _ = parts(server)
    hrefs = HREF.findall(html)[3:]
    assert hrefs[:4] == ["mailto:a@hotel.example", "tel:+4790123456", "#top", "https://shop.example/Anna"]
    assert hrefs[4].startswith("https://go.example/u/")
    assert len(hrefs) == 5
    assert 'src="https://shop.example/a.png"' in html
    assert 'title="Anna"' in html


def test_the_text_leads_to_the_same_links(broadcast, server, send):
    send(execute(broadcast=broadcast, audience=ANNA))
    html, text = parts(server)
    first, odd, *_ = HREF.findall(html)
    assert text.startswith(f"Hi Anna: half price. See {first}, or ({odd}). Yours: https://shop.example/Anna")


def test_the_pixel_counts_an_open_of_the_campaign(broadcast, server, send):
    send(execute(broadcast=broadcast, audience=ANNA))
    html, _ = parts(server)
    (pixel,) = re.findall(r'<img src="([^"]*/o/[^"]*\.gif)" alt="" width="1" height="1"', html)
    answer = visit(pixel)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/gif")
    row = TotalMetric.objects.get(kind="open")
    assert (row.campaign_id, row.platform, row.count) == (broadcast.campaign_id, "email", 1)


def test_a_company_that_wants_no_counting_sends_what_was_written(company, broadcast, server, send):
    policies.update_policy(company_id=company.pk, fields={"track_emails": False})
    run = execute(broadcast=broadcast, audience=ANNA)
    send(run)
    html, text = parts(server)
    first, odd, *_ = HREF.findall(html)
    assert (first, odd) == (SHOP.replace("&", "&amp;"), ODD)
    assert f"See {SHOP}, or ({ODD})." in text
    assert "/o/" not in html
    assert run.tracked == {}
    assert not TrackedLink.objects.exists()
    fact = AuditEntry.objects.get(object_type="analytics.trackingpolicy")
    assert fact.changes == {"track_emails": [True, False]}


def test_a_run_keeps_what_it_was_made_with(company, broadcast, server, send):
    run = execute(broadcast=broadcast, audience=ANNA)
    policies.update_policy(company_id=company.pk, fields={"track_emails": False})
    send(run)
    assert "https://go.example/t/" in parts(server)[0]


def test_the_next_run_uses_the_same_links_but_none_that_has_ended(broadcast, server, send):
    first = execute(broadcast=broadcast, audience=ANNA)
    assert execute(broadcast=broadcast, audience=ANNA, force=True).tracked == first.tracked
    links.end_link(link=TrackedLink.objects.get(target=SHOP))
    third = execute(broadcast=broadcast, audience=ANNA, force=True)
    assert third.tracked["clicks"][SHOP] != first.tracked["clicks"][SHOP]
    assert third.tracked["clicks"][ODD] == first.tracked["clicks"][ODD]
    assert third.tracked["open"] == first.tracked["open"]


def test_links_that_are_tracked_already_stay(company, scope, server, send):
    ours = "https://go.example/t/abc.def"
    version = make_version(
        company, subject="Offer", source_format="html", source=f'<p>{{{{name}}}} <a href="{ours}">x</a></p>'
    )
    run = execute(broadcast=make_broadcast(company, version), audience=ANNA)
    assert run.tracked["clicks"] == {}
    assert TrackedLink.objects.get().purpose == Purpose.OPEN


def test_looking_at_a_run_beforehand_shows_the_original_and_makes_nothing(broadcast):
    found = preflight.look(broadcast=broadcast, audience=ANNA)
    html = found.samples[0].message.html
    assert HREF.findall(html)[:2] == [SHOP.replace("&", "&amp;"), ODD]
    assert "/o/" not in html
    assert not TrackedLink.objects.exists()


def test_text_messages_keep_their_addresses(company, scope, send):
    version = make_version(company, channel="sms", body="Hi {{name}}: {{offer}} https://shop.example/a")
    run = execute(
        broadcast=make_broadcast(company, version), audience=Audience(contacts=[inline("+4790000001", name="Anna")])
    )
    assert Run.objects.get(pk=run.pk).tracked == {}
    assert not TrackedLink.objects.exists()
