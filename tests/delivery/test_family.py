"""What the families of broadcasts say to moves and deletions through the native door."""

import pytest

from audiences.models import Contact
from campaigns import families
from campaigns.models import Campaign, Origin
from delivery.execution import execute
from delivery.family import BroadcastRules
from delivery.freezing import Audience
from delivery.models import Broadcast, Run
from tests.delivery.conftest import inline

pytestmark = pytest.mark.django_db

EVA = Audience(contacts=[inline("eva@people.example", name="Eva")])


@pytest.fixture(autouse=True)
def _rules(monkeypatch):
    for origin in (Origin.MESSAGING, Origin.AGENCY):
        monkeypatch.setitem(families._rules, origin, BroadcastRules())


def test_what_has_sent_is_not_deleted(owner, broadcast):
    execute(broadcast=broadcast, audience=EVA)
    answer = owner.delete(f"/api/campaigns/{broadcast.campaign.uuid}")
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "message": "This campaign has sent messages, so it is kept. Archive it instead.",
            "error": "RUNS_EXIST",
            "runCount": 1,
        },
    )
    assert (Campaign.objects.count(), Run.objects.count()) == (1, 1)


@pytest.mark.parametrize("action", ["?action=delete_all", ""])
def test_what_never_sent_is_deleted_with_its_broadcast(action, owner, broadcast):
    assert owner.delete(f"/api/campaigns/{broadcast.campaign.uuid}{action}").status_code == 204
    assert (Campaign.objects.count(), Broadcast.objects.count()) == (0, 0)


def test_activating_what_has_nothing_to_do_sends_nothing(owner, broadcast):
    answer = owner.put(f"/api/campaigns/{broadcast.campaign.uuid}", {"status": "ACTIVE"})
    assert (answer.status_code, answer.json()["status"]) == (200, "ACTIVE")
    assert (Run.objects.count(), Contact.objects.filter(email="eva@people.example").count()) == (0, 0)
