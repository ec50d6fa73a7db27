"""Partners' items in the back office, and their share in the campaign's page."""

import pytest
from django.urls import reverse

from campaigns.models import Campaign
from core.models import Job
from delivery.models import Run
from insertion_orders.models import AdCampaign
from partners.models import PartnerSource, SourceRevision
from tests.backoffice.test_campaigns import EMPTY

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(rows, scope):
    """An item that is still without a campaign."""
    Run.objects.all().delete()  # what has sent messages is kept, and what buys ads
    AdCampaign.objects.all().delete()
    Campaign.objects.all().delete()
    PartnerSource.objects.update(name="Waiting item")
    return PartnerSource.objects.get()


def test_the_campaigns_page_shows_what_the_landing_page_says(rows, owner_browser):
    body = owner_browser.get(reverse("admin:campaigns_campaign_change", args=[rows.campaign.pk])).content.decode()
    for words in ("Zwieback by the sea", "4,500,000 NOK", "Structured data", "95 %", "→ Brief", 'id="drafts"'):
        assert words in body


def test_the_items_page_shows_its_data_fields_and_jobs(rows, owner_browser):
    body = owner_browser.get(reverse("admin:partners_partnersource_change", args=[rows.source.pk])).content.decode()
    for words in ("https://i.example/1.jpg", "Page text", "55 %", "Kept with the item.", "as it first came", "Queued"):
        assert words in body


def test_nothing_of_the_outside_world_is_embedded(rows, owner_browser):
    for row in (rows.source, rows.campaign):
        label = row._meta.label_lower.replace(".", "_")
        body = owner_browser.get(reverse(f"admin:{label}_change", args=[row.pk])).content.decode()
        assert 'src="http' not in body


def test_an_address_that_is_no_web_address_is_no_link(rows, owner_browser, scope):
    PartnerSource.objects.filter(pk=rows.source.pk).update(material=["javascript:alert(1)"])
    body = owner_browser.get(reverse("admin:partners_partnersource_change", args=[rows.source.pk])).content.decode()
    assert 'href="javascript' not in body


def test_markup_in_what_a_page_says_is_text(rows, owner_browser, scope):
    rows.source.extracted.update(value="<script>alert(1)</script>")
    for row in (rows.source, rows.campaign):
        label = row._meta.label_lower.replace(".", "_")
        body = owner_browser.get(reverse(f"admin:{label}_change", args=[row.pk])).content.decode()
        assert "<script>alert" not in body
        assert "&lt;script&gt;alert(1)" in body


def test_a_revision_says_what_it_changed(rows, owner_browser, scope):
    payload = {"source": {"name": "New name", "material": ["https://i.example/1.jpg"]}}
    SourceRevision.objects.create(company=rows.company, source=rows.source, payload=payload)
    body = owner_browser.get(reverse("admin:partners_partnersource_change", args=[rows.source.pk])).content.decode()
    assert "<del>Zwieback</del>" in body
    assert "<ins>New name</ins>" in body


def test_the_page_is_read_again_on_wish(rows, owner_browser, scope):
    Job.objects.update(status="succeeded")
    PartnerSource.objects.update(status="failed", problem="Gone.")
    owner_browser.post(reverse("admin:partners_partnersource_do", args=[rows.source.pk, "read-again"]))
    assert Job.objects.filter(status="queued").count() == 1
    assert PartnerSource.objects.get().status == "waiting"


def test_a_colleague_does_not_have_pages_read(rows, colleague_browser, scope):
    address = reverse("admin:partners_partnersource_do", args=[rows.source.pk, "read-again"])
    assert colleague_browser.post(address).status_code == 403


def test_nobody_edits_an_item(rows, owner_browser):
    address = reverse("admin:partners_partnersource_change", args=[rows.source.pk])
    assert owner_browser.post(address, {"name": "x"}).status_code == 403


def test_a_campaign_begins_with_what_the_page_says(waiting, owner_browser):
    answer = owner_browser.get(reverse("admin:campaigns_campaign_add"), {"source": waiting.pk, "name": "x"})
    shown = answer.context["adminform"].form
    assert shown["name"].initial == "Waiting item"
    assert shown["brief"].initial == "Zwieback by the sea\n\nPrice: 4,500,000 NOK"


def test_saving_it_gives_the_item_its_campaign(waiting, owner_browser, scope):
    address = f"{reverse('admin:campaigns_campaign_add')}?source={waiting.pk}&name=x"
    owner_browser.post(address, {"name": "Made by hand", "type": "ONE_TIME", **EMPTY})
    campaign = Campaign.objects.get()
    waiting.refresh_from_db()
    assert (waiting.campaign, campaign.origin) == (campaign, "partner")


def test_the_partners_link_leads_to_the_form(waiting, owner_browser):
    answer = owner_browser.get(f"/campaigns?create=true&source_id={waiting.reference_id}")
    assert answer.headers["Location"].startswith(reverse("admin:campaigns_campaign_add"))


@pytest.mark.parametrize("source", ["", "x", "0", "99999999999999999999", "-1", "1 OR 1=1"])
def test_a_strange_source_is_no_source(owner_browser, source):
    answer = owner_browser.get(reverse("admin:campaigns_campaign_add"), {"source": source})
    assert answer.status_code == 200
