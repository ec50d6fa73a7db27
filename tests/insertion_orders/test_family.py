"""Ad campaigns through the native door: their family has its say."""

from datetime import timedelta

import pytest

from campaigns.models import Campaign
from insertion_orders import expiry
from insertion_orders.models import AdCampaign, InsertionOrder
from tests.conftest import Caller
from tests.insertion_orders.conftest import again

pytestmark = pytest.mark.django_db


def path(ad: AdCampaign) -> str:
    """Its address at the native door."""
    return f"/api/campaigns/{ad.campaign.uuid}"


def test_a_marketer_cannot_activate_what_was_not_approved(owner: Caller, ad: AdCampaign) -> None:
    answer = owner.put(path(ad), {"status": "ACTIVE"})
    assert (answer.status_code, answer.json()["error"]) == (409, "APPROVAL_REQUIRED")
    assert Campaign.objects.get().status == "DRAFT"


def test_a_marketer_pauses_and_resumes_it(owner: Caller, running: AdCampaign) -> None:
    assert owner.put(path(running), {"status": "PAUSED"}).status_code == 200
    assert (
        owner.post(f"{path(running)}/resume", {"strategy": "keep_original", "endDateAction": "keep"}).status_code == 200
    )
    assert again(running).campaign.status == "ACTIVE"


def test_what_has_expired_is_not_opened_again(owner: Caller, running: AdCampaign) -> None:
    owner.put(path(running), {"status": "COMPLETED"})
    answer = owner.put(path(running), {"status": "ACTIVE"})
    assert (answer.status_code, answer.json()["error"]) == (409, "INVALID_STATUS_TRANSITION")


def test_its_dates_stay_within_its_order(owner: Caller, running: AdCampaign, order: InsertionOrder) -> None:
    late = (order.ends_at + timedelta(days=1)).isoformat()
    answer = owner.put(path(running), {"endsAt": late})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["endsAt"]
    assert again(running).campaign.ends_at == order.ends_at


def test_it_stays_a_campaign_that_runs_once(owner: Caller, running: AdCampaign) -> None:
    assert owner.put(path(running), {"type": "RECURRING"}).status_code == 400


def test_its_words_are_the_marketers(owner: Caller, running: AdCampaign) -> None:
    assert owner.put(path(running), {"name": "Summer", "brief": "All of it"}).status_code == 200
    assert again(running).campaign.name == "Summer"


def test_deleting_it_keeps_it_in_the_books(owner: Caller, buyer: Caller, running: AdCampaign) -> None:
    assert owner.delete(path(running)).status_code in (200, 204)
    assert owner.get(path(running)).status_code == 404
    assert owner.get("/api/campaigns").json()["total"] == 0
    found = buyer.get(f"/api/v2/cmp/campaign/{running.campaign_id}").json()["responseObject"]
    assert found["status"] == "deleted"


def test_a_copy_is_the_marketers_own_and_buys_nothing(owner: Caller, running: AdCampaign) -> None:
    answer = owner.post(f"{path(running)}/duplicate", {"name": "Copy"})
    assert answer.status_code == 201
    copy = Campaign.objects.get(name="Copy")
    assert (copy.origin, copy.status) == ("native", "DRAFT")
    assert AdCampaign.objects.count() == 1


def test_what_waits_expires_at_its_end(ad: AdCampaign) -> None:
    early = ad.campaign.starts_at
    assert early is not None
    Campaign.objects.filter(pk=ad.campaign_id).update(ends_at=early + timedelta(seconds=1))
    assert expiry.expire_ended() == 1
    assert again(ad).campaign.status == "COMPLETED"


def test_it_stands_on_the_calendar(owner: Caller, running: AdCampaign, order: InsertionOrder) -> None:
    window = f"from={order.starts_at:%Y-%m-%dT%H:%M:%SZ}&to={order.ends_at:%Y-%m-%dT%H:%M:%SZ}"
    entries = owner.get(f"/api/calendar?{window}").json()
    assert str(running.campaign.uuid) in str(entries)


def test_a_stranger_changes_nothing(stranger: Caller, running: AdCampaign) -> None:
    assert stranger.put(path(running), {"status": "PAUSED"}).status_code == 404
    assert stranger.delete(path(running)).status_code == 404
    assert again(running).campaign.status == "ACTIVE"
