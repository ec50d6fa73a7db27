"""What the families of broadcasts say to changes through the native door."""

import pytest

from audiences.models import Contact
from campaigns import changes, families
from campaigns.models import Campaign, Origin
from core.tenancy import company_scope
from delivery import broadcasts
from delivery.broadcasts import Plan
from delivery.execution import execute
from delivery.family import AgencyRules, BroadcastRules
from delivery.freezing import Audience
from delivery.models import Broadcast, Run
from tests.delivery.conftest import inline
from tests.racing import at_once

pytestmark = pytest.mark.django_db

EVA = Audience(contacts=[inline("eva@people.example", name="Eva")])


@pytest.fixture(autouse=True)
def _rules(monkeypatch):
    monkeypatch.setitem(families._rules, Origin.MESSAGING, BroadcastRules())
    monkeypatch.setitem(families._rules, Origin.AGENCY, AgencyRules())


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


# -- Names of agency campaigns


def make_agency_campaign(company, version, name):
    made = broadcasts.create(company_id=company.pk, name=name, origin=Origin.AGENCY, plan=Plan(version=version))
    Broadcast.objects.filter(pk=made.pk).update(agency_name=name.casefold())
    return made.campaign


@pytest.fixture
def milk(company, version):
    return make_agency_campaign(company, version, "Milk week")


@pytest.fixture
def bread(company, version):
    return make_agency_campaign(company, version, "Bread week")


TAKEN = {"message": "Name already exists", "error": "NAME_EXISTS"}


@pytest.mark.parametrize("name", ["Milk week", "MILK WEEK"])
def test_an_agency_campaign_is_not_given_anothers_name(owner, milk, bread, name):
    answer = owner.put(f"/api/campaigns/{bread.uuid}", {"name": name})
    assert (answer.status_code, answer.json()) == (409, TAKEN)
    bread.refresh_from_db()
    assert (bread.name, bread.broadcast.agency_name) == ("Bread week", "bread week")


def test_its_new_name_is_its_own_and_the_old_one_free(owner, milk, bread):
    assert owner.put(f"/api/campaigns/{milk.uuid}", {"name": "Cheese week"}).status_code == 200
    assert owner.put(f"/api/campaigns/{bread.uuid}", {"name": "cheese week"}).status_code == 409
    assert owner.put(f"/api/campaigns/{bread.uuid}", {"name": "milk week"}).status_code == 200
    names = Broadcast.objects.order_by("pk").values_list("campaign__name", "agency_name")
    assert list(names) == [("Cheese week", "cheese week"), ("milk week", "milk week")]


def test_another_case_of_its_own_name_will_do(owner, milk):
    assert owner.put(f"/api/campaigns/{milk.uuid}", {"name": "MILK WEEK"}).status_code == 200


def test_campaigns_of_other_families_may_bear_it(owner, milk, broadcast):
    assert owner.put(f"/api/campaigns/{broadcast.campaign.uuid}", {"name": "Milk week"}).status_code == 200
    assert owner.post("/api/campaigns", {"name": "Milk week"}).status_code == 201


@pytest.mark.parametrize("name", ["milk week", "Bread week"])
def test_a_copy_of_one_is_not_called_as_one(owner, milk, bread, name):
    answer = owner.post(f"/api/campaigns/{bread.uuid}/duplicate", {"name": name})
    assert (answer.status_code, answer.json(), Campaign.objects.count()) == (409, TAKEN, 2)
    assert owner.post(f"/api/campaigns/{bread.uuid}/duplicate", {"name": "Rye week"}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_name_at_once_one_gets_it(company, milk, bread):
    def rename(campaign):
        with company_scope(company.pk):
            return changes.update_campaign(campaign=campaign, fields={"name": "Cheese week"})

    found = at_once(lambda: rename(milk), lambda: rename(bread))
    assert sorted(type(one).__name__ for one in found) == ["Campaign", "ConflictError"]
    with company_scope(company.pk):
        assert Campaign.objects.filter(name="Cheese week").count() == 1
        assert Broadcast.objects.filter(agency_name="cheese week").count() == 1
