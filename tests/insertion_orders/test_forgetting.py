"""Stops that were over long ago are forgotten; those that somebody had to lift are not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from insertion_orders import forgetting
from insertion_orders.models import AdCampaign, SpendStop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]


def stop(ad: AdCampaign, *, days: int, lasts: bool = False) -> SpendStop:
    """A stop so many days ago."""
    at = timezone.now() - timedelta(days=days)
    until = None if lasts else at + timedelta(hours=1)
    limits = {"limit": Decimal(1), "done": Decimal(1)}
    return SpendStop.objects.create(
        company_id=ad.company_id, order_id=ad.order_id, ad=ad, reason="hour", at=at, until=until, **limits
    )


def test_old_stops_are_forgotten_in_batches(running: AdCampaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    for _ in range(5):
        stop(running, days=91)
    kept = [stop(running, days=89), stop(running, days=400, lasts=True)]
    assert forgetting.forget_stops() == 5
    assert list(SpendStop.objects.order_by("pk")) == kept
