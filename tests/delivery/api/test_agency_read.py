"""Reading campaigns at the agency door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.changes import move_campaign
from campaigns.models import Campaign
from delivery import scheduling
from delivery.models import Broadcast, Run
from tests.delivery.api.conftest import make_agency
from tests.delivery.api.test_agency_create import carousel, create, greeting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_a_day(time_machine):
    time_machine.move_to("2027-01-10T11:00:00Z", tick=False)


@pytest.fixture
def planned(agency, shop):
    """A carousel on weekdays."""
    create(agency, carousel())
    return Campaign.objects.get()


def one(agency, campaign):
    return agency.get(agency.at(f"getCampaign/{campaign.uuid}"))


def shown(campaign, **changes):
    found = {
        "id": str(campaign.uuid),
        "uuid": str(campaign.uuid),
        "name": "temp3",
        "status": "scheduled",
        "schedule_type": "recurring",
        "startDate": "2025-01-15T13:50:00Z",
        "endDate": None,
        "next_run_at": "2027-01-11T09:00:00Z",
    }
    return {**found, **changes}


def test_one_is_a_list_of_one(agency, planned):
    answer = one(agency, planned)
    assert (answer.status_code, answer.json()) == (
        200,
        {"success": True, "message": "Campaign fetched successfully", "data": [shown(planned)]},
    )


def test_a_page(agency, planned):
    answer = agency.get(agency.at("getCampaignData"))
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "success": True,
            "message": "Campaigns fetched successfully",
            "data": [shown(planned)],
            "pagination": {"total": 1, "page": 1, "limit": 10, "totalPages": 1},
        },
    )


def test_pages_are_newest_first_and_cost_the_same(agency, shop):
    for number in range(5):
        create(agency, greeting(name=f"Number {number}"))
    with CaptureQueriesContext(connection) as queries:
        pages = [agency.get(agency.at("getCampaignData", page=n, limit=2)).json() for n in (1, 2, 3)]
    names = [[row["name"] for row in page["data"]] for page in pages]
    assert names == [["Number 4", "Number 3"], ["Number 2", "Number 1"], ["Number 0"]]
    assert pages[2]["pagination"] == {"total": 5, "page": 3, "limit": 2, "totalPages": 3}
    assert len(queries) == 3 * 3
    assert agency.get(agency.at("getCampaignData", page=4, limit=2)).status_code == 404


def test_where_there_is_none(agency, shop):
    answer = agency.get(agency.at("getCampaignData"))
    assert (answer.status_code, answer.json()) == (404, {"success": False, "message": "No campaigns found"})


@pytest.mark.parametrize(
    ("name", "value", "most"), [("page", "0", 10_000_000), ("limit", "101", 100), ("limit", "x", 100)]
)
def test_a_page_that_there_cannot_be(name, value, most, agency, planned):
    answer = agency.get(agency.at("getCampaignData", **{name: value}))
    message = f"{name} must be a whole number from 1 to {most}."
    assert (answer.status_code, answer.json()) == (400, {"success": False, "message": message})


def test_where_a_campaign_stands(agency, planned):
    def status():
        return one(agency, planned).json()["data"][0]["status"]

    assert status() == "scheduled"
    instant = "2027-01-10T10:59:00Z"
    Broadcast.objects.update(next_run_at=instant, series_at=instant, schedule_start=instant, days={"sunday": ["11:59"]})
    scheduling.run_due()
    assert Run.objects.count() == 1
    assert status() == "active"
    Run.objects.update(state="sent")
    assert status() == "scheduled"
    move_campaign(campaign=Campaign.objects.get(), target="PAUSED")
    assert status() == "paused"
    move_campaign(campaign=Campaign.objects.get(), target="COMPLETED")
    assert status() == "completed"


@pytest.mark.parametrize("text", ["x", "%00", "00000000-0000-0000-0000-000000000000", "7"])
def test_what_is_not_there_is_not_found(text, agency, planned):
    answer = agency.get(agency.at(f"getCampaign/{text}"))
    assert (answer.status_code, answer.json()) == (404, {"success": False, "message": "Campaign not found"})


def test_another_companys_is_not_found(planned, other_company):
    stranger = make_agency(other_company)
    assert one(stranger, planned).status_code == 404
    answer = stranger.get(stranger.at("getCampaignData"))
    assert (answer.status_code, answer.json()["message"]) == (404, "No campaigns found")


def test_campaigns_of_other_doors_are_not_shown(agency, planned):
    Campaign.objects.update(origin="messaging")
    assert one(agency, planned).status_code == 404
    assert agency.get(agency.at("getCampaignData")).status_code == 404
