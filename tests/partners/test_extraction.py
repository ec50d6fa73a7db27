"""The reading of landing pages, from real servers, through the job runner."""

import gzip
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import changes
from campaigns.models import Campaign
from core.jobs import runner
from core.models import Job
from partners import sources
from partners.models import ExtractedField, PartnerSource
from tests.core.servers import answering, page, redirect, serving

pytestmark = pytest.mark.django_db

HOME = """<!doctype html><html lang="en"><head><title>Harbour View 3</title>
<script type="application/ld+json">{"@type": "Product", "name": "Harbour View 3",
"description": "A bright corner flat with a view of the harbour.",
"offers": {"price": "450000", "priceCurrency": "GBP"}}</script></head>
<body><main><h1>Harbour View 3</h1><p>A bright corner flat with a view of the harbour.</p>
<ul><li>Two bedrooms and a study</li><li>South-facing balcony</li><li>Five minutes to the station</li></ul>
</main></body></html>"""


def html(text: str = HOME) -> bytes:
    return page(text.encode(), "200 OK", "Content-Type: text/html; charset=utf-8")


def send_item(partner, url: str, **changes) -> Job:
    source = {"material": ["https://images.example/1.jpg"], "name": "Flat", "reference_id": "F-1", "target_url": url}
    assert partner.post("/api/campaign", {"source": {**source, **changes}}).status_code == 201
    return Job.objects.latest("pk")


def read(partner, settings, handler) -> Job:
    """Send an item whose page a handler serves, and run its job once."""
    with serving(handler) as server:
        settings.OUTBOUND_ALLOW = server.allow
        job = send_item(partner, server.url)
        runner.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_page_fills_the_empty_campaign(partner, scope, settings):
    job = read(partner, settings, answering(html()))
    campaign = Campaign.objects.get()
    assert (job.status, job.done, job.total, job.error) == ("succeeded", 3, 3, "")
    assert campaign.brief.startswith("Harbour View 3")
    assert "A bright corner flat with a view of the harbour." in campaign.brief
    assert "450,000" in campaign.brief
    assert "South-facing balcony" in campaign.context_overrides["keyMessages"]
    assert (campaign.name, campaign.status, campaign.goal) == ("Flat", "DRAFT", "")


def test_each_field_says_where_it_was_found_and_what_became_of_it(partner, scope, settings):
    read(partner, settings, answering(html()))
    headline = ExtractedField.objects.get(name="headline")
    assert (headline.value, headline.origin, headline.applied_to) == ("Harbour View 3", "json-ld", "brief")
    assert 0 < headline.confidence <= 1
    price = ExtractedField.objects.get(name="price")
    assert (price.value["amount"], price.value["currency"]) == ("450000", "GBP")
    assert (price.applied_to, price.note) == ("brief", "")
    language = ExtractedField.objects.get(name="language")
    assert (language.value, language.applied_to, language.note) == ("en", "", "Kept with the item.")


def test_what_a_person_wrote_is_never_overwritten(partner, scope, settings):
    with serving(answering(html())) as server:
        settings.OUTBOUND_ALLOW = server.allow
        job = send_item(partner, server.url)
        own = {"keyMessages": ["Mine"]}
        changes.update_campaign(campaign=Campaign.objects.get(), fields={"brief": "By hand"}, overrides=own)
        runner.run(job.pk)
    campaign = Campaign.objects.get()
    assert (campaign.brief, campaign.context_overrides) == ("By hand", own)
    notes = dict(ExtractedField.objects.values_list("name", "note"))
    assert notes["headline"] == notes["key_points"] == "The campaign has a value already; it was not touched."


def test_an_emptiness_that_a_person_chose_stays(partner, scope, settings):
    with serving(answering(html())) as server:
        settings.OUTBOUND_ALLOW = server.allow
        job = send_item(partner, server.url)
        changes.update_campaign(campaign=Campaign.objects.get(), fields={}, overrides={"keyMessages": []})
        runner.run(job.pk)
    assert Campaign.objects.get().context_overrides == {"keyMessages": []}


def test_reading_twice_is_as_good_as_once(partner, scope, settings):
    with serving(answering(html())) as server:
        settings.OUTBOUND_ALLOW = server.allow
        runner.run(send_item(partner, server.url).pk)
        before = list(ExtractedField.objects.values("name", "value"))
        sources.read_again(source=PartnerSource.objects.get())
        runner.run(Job.objects.latest("pk").pk)
    assert list(ExtractedField.objects.values("name", "value")) == before
    assert Campaign.objects.count() == 1


def test_without_a_campaign_the_fields_wait_for_the_form(partner, scope, settings, company):
    company.automatic_creation = False
    company.save()
    job = read(partner, settings, answering(html()))
    assert job.status == "succeeded"
    assert PartnerSource.objects.get().status == "read"
    assert ExtractedField.objects.get(name="headline").note.startswith("No campaign was there yet")


def test_the_change_is_the_jobs_in_the_history(partner, scope, settings):
    from core.models import AuditEntry

    read(partner, settings, answering(html()))
    fact = AuditEntry.objects.get(action="changed")
    assert (fact.actor_kind, fact.door) == ("job", "job")
    assert fact.changes["brief"][0] == ""


PERMANENT = {
    "gone": (answering(page(b"", "404 Not Found")), "The page answered 404 (not found)."),
    "in a circle": (answering(redirect("/")), "The page redirects in a circle."),
    "to a private address": (
        answering(redirect("http://10.0.0.1/")),
        "The page could not be reached: 10.0.0.1 is not a public address.",
    ),
    "a bomb": (
        answering(page(gzip.compress(b"0" * 50_000_000, mtime=0), "200 OK", "Content-Encoding: gzip")),
        "The page is larger than 12 MB.",
    ),
    "no page": (
        answering(page(b"%PDF-1.7 ...", "200 OK", "Content-Type: application/pdf")),
        "The address leads to a PDF file, not to a web page.",
    ),
}


@pytest.mark.parametrize("name", PERMANENT)
def test_a_page_that_cannot_be_had_fails_with_a_reason_and_leaves_the_campaign_usable(partner, scope, settings, name):
    handler, reason = PERMANENT[name]
    job = read(partner, settings, handler)
    assert (job.status, job.error) == ("failed", reason)
    source = PartnerSource.objects.get()
    assert (source.status, source.problem) == ("failed", reason)
    campaign = changes.update_campaign(campaign=Campaign.objects.get(), fields={"brief": "By hand"}, status="ACTIVE")
    assert (campaign.brief, campaign.status) == ("By hand", "ACTIVE")


def test_a_page_on_a_private_address_is_not_fetched(partner, scope):
    with serving(answering(html())) as server:
        job = send_item(partner, server.url)
        runner.run(job.pk)
        assert server.connections == 0
    job.refresh_from_db()
    assert (job.status, job.error) == (
        "failed",
        "The page could not be reached: 127.0.0.1 is not a public address.",
    )


def test_a_fault_that_may_pass_is_tried_three_times(partner, scope, settings):
    with serving(answering(page(b"", "503 Service Unavailable"))) as server:
        settings.OUTBOUND_ALLOW = server.allow
        job = send_item(partner, server.url)
        states = []
        for _ in range(3):
            Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))
            runner.run(job.pk)
            job.refresh_from_db()
            states.append((job.status, job.attempts))
    assert states == [("queued", 1), ("queued", 2), ("failed", 3)]
    assert len(server.requests) == 3
    assert PartnerSource.objects.get().status == "failed"


def test_a_page_that_comes_back_is_read_after_all(partner, scope, settings):
    with serving(answering(page(b"", "503 Service Unavailable"), html())) as server:
        settings.OUTBOUND_ALLOW = server.allow
        job = send_item(partner, server.url)
        runner.run(job.pk)
        Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))
        runner.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error, PartnerSource.objects.get().problem) == ("succeeded", "", "")


def test_a_page_that_changed_while_it_was_read_is_left_to_its_own_job(partner, scope, settings):
    with serving(answering(html())) as server:
        settings.OUTBOUND_ALLOW = server.allow
        job = send_item(partner, server.url)
        original = PartnerSource.objects.get()
        PartnerSource.objects.update(target_url="https://homes.example/elsewhere")
        from ai.contract import Extraction
        from core.errors import DomainError
        from partners import extraction

        with pytest.raises(DomainError, match="its new page is read by another job"):
            extraction.keep(source=original, url=server.url, found=Extraction())
    assert not ExtractedField.objects.exists()
    assert Campaign.objects.get().brief == ""
    assert job.status == "queued"


def test_ad_texts_are_drafted_from_the_page(partner, scope, settings):
    read(partner, settings, answering(html()))
    drafting = Job.objects.get(kind="campaigns.generate")
    runner.run(drafting.pk)
    drafting.refresh_from_db()
    assert (drafting.status, drafting.error) == ("succeeded", "")
    texts = " ".join(Campaign.objects.get().content.values_list("body", flat=True))
    assert "harbour" in texts
    assert "£450,000" in texts


def test_no_ad_texts_are_drafted_where_somebody_began_to_write(partner, scope, settings, company):
    with serving(answering(html())) as server:
        settings.OUTBOUND_ALLOW = server.allow
        job = send_item(partner, server.url)
        Campaign.objects.get().content.create(company=company, type="social", platform="x", body="Mine")
        runner.run(job.pk)
    assert not Job.objects.filter(kind="campaigns.generate").exists()
