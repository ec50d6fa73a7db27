"""Ad campaigns at the door: as the document prints them, and every check by name."""

import time
from decimal import Decimal
from typing import Any

import pytest

from campaigns.models import Campaign
from companies.models import Company, Role
from core.errors import InvalidError
from core.tenancy import company_scope
from insertion_orders import approval, creatives
from insertion_orders.models import AdCampaign, Creative, CreativeType, InsertionOrder
from tests.conftest import Caller
from tests.insertion_orders.api.conftest import HOUR, campaign_body, order_body
from tests.insertion_orders.conftest import make_ad, make_buyer, make_creative, make_order, make_running, report

pytestmark = pytest.mark.django_db

ADD, LIST, STATUS = "/api/v2/cmp/campaigns/add", "/api/v2/cmp/campaigns/list", "/api/v2/cmp/campaigns/status"
SAMPLE = {
    "owId", "parentOrganizationName", "id", "uowId", "campaignName", "advertiserDomain", "creativeType",
    "campaignType", "totalBudgetPacing", "isTvAd", "budgetDay", "budgetTotal", "maxBid", "timezone", "startTime",
    "endTime", "status", "dspMargin", "platformMargin", "userDealMargin", "spentScale", "creativeIds",
    "conversionType", "bidOptimization", "bidPacing", "isBidShading", "impressionCapping", "maxDayImpressions",
    "maxDayClicks", "maxDayConversions", "totalImpressions", "totalClicks", "totalConversions", "deviceType",
    "trafficType", "exchanges", "isLocationWithOrFilter", "countryId", "locationDetails", "isCampaignFromNewPlatform",
    "organizationName", "userEmail", "userName", "conversionTypeId", "isUnapprovedAudienceTargeted",
    "isAllAudienceUnapproved", "createDate", "ioId", "ioName", "prebidAudienceSegmentIdList", "campaignTypeId",
    "budgetTypeId", "isAdvanceAudioVideoTargeted", "isEstimatorAvailable", "isEditAccess", "isMarginSet",
    "isApprovalAccess", "isParentInvoiceTemplateSet",
}  # fmt: skip


def faults(answer: Any) -> list[str]:
    """The fields that an answer finds fault with."""
    assert answer.status_code == 422, answer.content
    assert answer.json()["statusCode"] == 422
    return [error["field"] for error in answer.json()["responseObject"]["errors"]]


@pytest.fixture
def body(order: InsertionOrder, creative: Creative) -> dict[str, Any]:
    """The document's campaign, under an order of the company."""
    return campaign_body(order.pk, creative.pk)


def test_the_documents_campaign_is_answered_as_printed(buyer: Caller, body: dict[str, Any]) -> None:
    answer = buyer.post(ADD, body)
    assert answer.status_code == 200
    made = answer.json()["responseObject"]["data"]
    assert answer.json() == {
        "statusCode": 201,
        "responseObject": {"data": made, "message": "Campaign saved successfully.", "status": "pending"},
    }


def test_a_campaign_shows_every_field_of_the_sample(buyer: Caller, body: dict[str, Any]) -> None:
    made = buyer.post(ADD, {**body, "deviceType": "13,15", "isTvAd": True, "dspMargin": 2.5, "stateIds": "1,2"})
    pk = made.json()["responseObject"]["data"]
    answer = buyer.get(f"/api/v2/cmp/campaign/{pk}").json()
    assert answer["statusCode"] == 200
    found = answer["responseObject"]
    assert set(found) - {"stateIds", "publisherAdCategory"} == SAMPLE
    sent = {name: found[name] for name in body if name in found}
    assert sent == {name: body[name] for name in sent}
    assert (found["deviceType"], found["isTvAd"], found["isMarginSet"]) == ("13,15", True, True)
    assert found["locationDetails"] == {"stateIds": ["1", "2"]}
    assert (found["userEmail"], found["organizationName"]) == (buyer.user.email, buyer.company.name)
    assert (found["isEditAccess"], found["isApprovalAccess"]) == (True, False)


def test_what_was_spent_is_shown_where_it_is_asked_for(buyer: Caller, running: AdCampaign) -> None:
    report(running, value=Decimal("12.25"))
    path = f"/api/v2/cmp/campaign/{running.campaign_id}"
    assert "spent" not in buyer.get(path).json()["responseObject"]
    assert buyer.get(f"{path}?isSpentRequired=true").json()["responseObject"]["spent"] == 12.25
    assert faults(buyer.get(f"{path}?isSpentRequired=maybe")) == ["isSpentRequired"]


@pytest.mark.parametrize(
    "field",
    ["campaignName", "isAgreementChecked", "ioId", "countryId", "advertiserDomain", "creativeType", "campaignType",
     "startTime", "budgetTotal", "budgetTypeId", "maxBid", "timezone", "creativeIds"],
)  # fmt: skip
def test_what_is_missing_is_named(buyer: Caller, body: dict[str, Any], field: str) -> None:
    del body[field]
    assert faults(buyer.post(ADD, body)) == [field]


@pytest.mark.parametrize("field", ["budgetDay", "exchanges", "publisherAdCategory", "totalBudgetPacing", "endTime"])
def test_what_may_be_left_out(buyer: Caller, body: dict[str, Any], field: str) -> None:
    del body[field]
    assert buyer.post(ADD, body).json()["statusCode"] == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("isAgreementChecked", False),
        ("isAgreementChecked", "true"),
        ("campaignName", " "),
        ("budgetTotal", 0),
        ("budgetTotal", -1),
        ("budgetTotal", "1500"),
        ("budgetTotal", 10**10),
        ("budgetDay", -5),
        ("maxBid", 0.5),
        ("maxBid", 1000.01),
        ("maxBid", None),
        ("countryId", ""),
        ("countryId", "30100001,"),
        ("countryId", "Norway"),
        ("exchanges", "1;2"),
        ("publisherAdCategory", "1,,2"),
        ("zipcodes", "0150,"),
        ("deviceType", [13]),
        ("creativeIds", ""),
        ("creativeIds", "1,x"),
        ("creativeIds", "999999"),
        ("creativeType", 12),
        ("creativeType", 13),
        ("campaignType", 3),
        ("timezone", 30),
        ("budgetTypeId", 2),
        ("advertiserDomain", "not a domain"),
        ("ioId", "x"),
        ("isTvAd", 1),
        ("pmpDealIds", ["a"]),
        ("scheduling", []),
        ("status", "running"),
        ("totalImpressions", -1),
    ],
)
def test_what_is_wrong_is_named(buyer: Caller, body: dict[str, Any], field: str, value: Any) -> None:
    found = faults(buyer.post(ADD, {**body, field: value}))
    # A creative that is of another type is named as such.
    assert found[0].partition(".")[0] in (field, "creativeIds")
    assert not Campaign.objects.exists()


def test_milliseconds_are_not_taken_for_seconds(buyer: Caller, body: dict[str, Any]) -> None:
    answer = buyer.post(ADD, {**body, "startTime": body["startTime"] * 1000})
    assert answer.json()["responseObject"]["errors"] == [
        {"field": "startTime", "message": "Give seconds since 1970: this looks like milliseconds."}
    ]


def test_even_pacing_needs_an_end(buyer: Caller, body: dict[str, Any]) -> None:
    del body["endTime"]
    assert faults(buyer.post(ADD, {**body, "totalBudgetPacing": True})) == ["endTime"]


def test_a_window_must_lie_within_the_orders(buyer: Caller, body: dict[str, Any], order: InsertionOrder) -> None:
    early, late = int(order.starts_at.timestamp()) - 1, int(order.ends_at.timestamp()) + 1
    assert faults(buyer.post(ADD, {**body, "startTime": early})) == ["startTime"]
    assert faults(buyer.post(ADD, {**body, "endTime": late})) == ["endTime"]
    assert faults(buyer.post(ADD, {**body, "endTime": body["startTime"]})) == ["endTime"]


def test_an_order_and_its_campaign_may_begin_at_the_same_moment(buyer: Caller, creative: Creative) -> None:
    """In milliseconds and in seconds, which have no fractions."""
    now = int(time.time())
    order = buyer.post("/api/v3/cmp/io/add", order_body(ioStartTime=now * 1000 + 999)).json()["data"]["ioId"]
    assert buyer.post(ADD, campaign_body(order, creative.pk, startTime=now)).json()["statusCode"] == 201


def test_an_end_that_has_passed_is_named(buyer: Caller, body: dict[str, Any]) -> None:
    now = int(time.time())
    assert faults(buyer.post(ADD, {**body, "startTime": now - HOUR, "endTime": now - 10})) == ["endTime"]


def test_a_creative_that_is_not_approved_is_named(buyer: Caller, body: dict[str, Any], company: Company) -> None:
    waiting = make_creative(company, approved=False)
    assert faults(buyer.post(ADD, {**body, "creativeIds": f"{body['creativeIds']},{waiting.pk}"})) == ["creativeIds"]


def test_a_creative_of_another_type_is_named(buyer: Caller, body: dict[str, Any], company: Company) -> None:
    page = make_creative(company, type=CreativeType.HTML, data=b"", link="https://ads.example/1.html")
    assert faults(buyer.post(ADD, {**body, "creativeIds": [page.pk]})) == ["creativeIds"]


def test_a_strangers_creative_is_not_there(buyer: Caller, body: dict[str, Any], other_company: Company) -> None:
    with company_scope(other_company.pk):
        theirs = make_creative(other_company)
    answer = buyer.post(ADD, {**body, "creativeIds": str(theirs.pk)})
    assert faults(answer) == ["creativeIds"]
    assert answer.json()["responseObject"]["message"] == f"There is no creative {theirs.pk}."


def test_an_order_that_is_not_there(buyer: Caller, body: dict[str, Any]) -> None:
    answer = buyer.post(ADD, {**body, "ioId": 999999})
    assert answer.status_code == 404
    assert answer.json() == {
        "statusCode": 404,
        "responseObject": {"message": "Insertion order not found", "errors": []},
    }


@pytest.mark.parametrize("as_text", [True, False])
def test_ids_may_be_numbers_or_texts(buyer: Caller, body: dict[str, Any], as_text: bool) -> None:
    kind: Any = str if as_text else int
    answer = buyer.post(ADD, {**body, "ioId": kind(body["ioId"]), "countryId": kind(body["countryId"])})
    assert answer.json()["statusCode"] == 201


def test_an_expired_order_takes_no_campaign(buyer: Caller, body: dict[str, Any], order: InsertionOrder) -> None:
    InsertionOrder.objects.filter(pk=order.pk).update(status="expired")
    assert faults(buyer.post(ADD, body)) == ["ioId"]


def test_an_ad_campaign_is_one_of_the_natives(buyer: Caller, owner: Caller, body: dict[str, Any]) -> None:
    buyer.post(ADD, body)
    items = owner.get("/api/campaigns").json()["items"]
    assert [(item["name"], item["type"], item["status"]) for item in items] == [("NewTest", "ONE_TIME", "DRAFT")]


def test_a_change_changes_only_what_it_names(buyer: Caller, body: dict[str, Any]) -> None:
    pk = buyer.post(ADD, body).json()["responseObject"]["data"]
    path = f"/api/v2/cmp/campaign/{pk}"
    before = buyer.get(path).json()["responseObject"]
    answer = buyer.call("PATCH", path, {"budgetTotal": 2000.5, "campaignName": "Renamed", "isTvAd": True})
    assert answer.json() == {
        "statusCode": 200,
        "responseObject": {"data": pk, "message": "Campaign updated successfully.", "status": "pending"},
    }
    after = buyer.get(path).json()["responseObject"]
    assert after == {**before, "budgetTotal": 2000.5, "campaignName": "Renamed", "isTvAd": True}


def test_a_campaign_stays_with_its_order(buyer: Caller, ad: AdCampaign, company: Company) -> None:
    other = make_order(company)
    path = f"/api/v2/cmp/campaign/{ad.campaign_id}"
    assert faults(buyer.call("PATCH", path, {"ioId": other.pk})) == ["ioId"]
    assert faults(buyer.call("PATCH", path, {"budgetTypeId": 2})) == ["budgetTypeId"]


def test_a_wrong_change_changes_nothing(buyer: Caller, ad: AdCampaign) -> None:
    path = f"/api/v2/cmp/campaign/{ad.campaign_id}"
    assert faults(buyer.call("PATCH", path, {"campaignName": "New", "maxBid": 5000})) == ["maxBid"]
    assert buyer.get(path).json()["responseObject"]["campaignName"] == "Banners"


def act(caller: Caller, action: str, *ads: AdCampaign) -> Any:
    """Do something to campaigns."""
    return caller.post(STATUS, {"campaignIds": ",".join(str(ad.campaign_id) for ad in ads), "action": action})


def test_pausing_and_resuming(buyer: Caller, running: AdCampaign) -> None:
    answer = act(buyer, "pause", running)
    assert answer.status_code == 200
    assert answer.json()["responseObject"]["data"] == [{"id": running.campaign_id, "status": "paused"}]
    assert act(buyer, "resume", running).json()["responseObject"]["data"][0]["status"] == "running"


@pytest.mark.parametrize("action", ["pause", "resume", "delete"])
def test_the_same_again_is_no_change(buyer: Caller, running: AdCampaign, action: str) -> None:
    act(buyer, action, running)
    version = Campaign.objects.get(pk=running.campaign_id).version
    assert act(buyer, action, running).status_code == 200
    assert Campaign.objects.get(pk=running.campaign_id).version == version


def test_an_illegal_move_says_what_is_possible(buyer: Caller, ad: AdCampaign) -> None:
    answer = act(buyer, "pause", ad)
    assert answer.status_code == 409
    found = answer.json()["responseObject"]
    assert found["current_status"] == "pending"
    assert found["valid_targets"] == ["running", "rejected", "expired", "deleted"]


def test_of_several_all_are_moved_or_none(
    buyer: Caller, running: AdCampaign, order: InsertionOrder, creative: Creative
) -> None:
    waiting = make_ad(order, creative)
    assert act(buyer, "pause", running, waiting).status_code == 409
    assert buyer.get(f"/api/v2/cmp/campaign/{running.campaign_id}").json()["responseObject"]["status"] == "running"


def test_a_deleted_campaign_is_final(buyer: Caller, running: AdCampaign) -> None:
    act(buyer, "delete", running)
    answer = act(buyer, "resume", running)
    assert (answer.status_code, answer.json()["responseObject"]["valid_targets"]) == (409, [])
    path = f"/api/v2/cmp/campaign/{running.campaign_id}"
    assert buyer.call("PATCH", path, {"campaignName": "New"}).status_code == 409


def test_a_draft_and_a_rejected_campaign_are_submitted(
    buyer: Caller, body: dict[str, Any], order: InsertionOrder, creative: Creative
) -> None:
    made = buyer.post(ADD, {**body, "status": "draft"}).json()["responseObject"]
    assert made["status"] == "draft"
    answer = buyer.post(STATUS, {"campaignIds": str(made["data"]), "action": "submit"})
    assert answer.json()["responseObject"]["data"] == [{"id": made["data"], "status": "pending"}]
    rejected = approval.reject(ad=make_ad(order, creative), reason="Wrong colours.")
    assert act(buyer, "submit", rejected).json()["responseObject"]["data"][0]["status"] == "pending"


def test_submitting_what_runs_is_refused(buyer: Caller, running: AdCampaign) -> None:
    assert act(buyer, "submit", running).status_code == 409


@pytest.mark.parametrize(("field", "value"), [("action", "approve"), ("campaignIds", ""), ("campaignIds", "1;2")])
def test_an_action_that_is_none_is_named(buyer: Caller, field: str, value: str) -> None:
    assert faults(buyer.post(STATUS, {"campaignIds": "1", "action": "pause", field: value})) == [field]


def test_a_strangers_campaign_is_not_there(running: AdCampaign, other_company: Company) -> None:
    other = make_buyer(other_company, name="sam")
    path = f"/api/v2/cmp/campaign/{running.campaign_id}"
    assert other.get(path).status_code == 404
    assert other.call("PATCH", path, {"campaignName": "Mine"}).status_code == 404
    assert act(other, "delete", running).status_code == 404
    assert other.get(LIST).json()["responseObject"]["totalRecords"] == 0
    assert Campaign.objects.get().name == "Banners"


def test_an_analyst_looks_and_changes_nothing(running: AdCampaign, company: Company) -> None:
    analyst = make_buyer(company, Role.ANALYST, "anton")
    found = analyst.get(f"/api/v2/cmp/campaign/{running.campaign_id}").json()["responseObject"]
    assert found["isEditAccess"] is False
    answer = act(analyst, "pause", running)
    assert (answer.status_code, answer.json()["statusCode"]) == (403, 403)


def test_a_list_is_narrowed_sorted_and_paged(buyer: Caller, order: InsertionOrder, creative: Creative) -> None:
    for name, budget in (("Alpha", 30), ("Beta", 10), ("Gamma", 20)):
        make_ad(order, creative, name=name, budget_total=Decimal(budget))
    make_running(order, creative, name="Delta")
    page = buyer.get(f"{LIST}?status=pending&sortBy=-budgetTotal&noOfEntries=2&pageNo=1").json()["responseObject"]
    assert (page["totalRecords"], page["filteredRecords"]) == (4, 3)
    assert [row["campaignName"] for row in page["data"]] == ["Alpha", "Gamma"]
    plus = buyer.get(f"{LIST}?status=pending&sortBy=+budgetTotal&searchField=MA").json()["responseObject"]
    assert [row["campaignName"] for row in plus["data"]] == ["Gamma"]


def test_a_list_says_why_a_campaign_does_not_serve(buyer: Caller, running: AdCampaign) -> None:
    report(running, value=Decimal(100))
    row = buyer.get(LIST).json()["responseObject"]["data"][0]
    assert (row["spent"], row["isServing"]) == (100.0, False)
    assert row["throttle"] == {"reason": "budget", "message": "The campaign's budget is spent.", "until": None}


@pytest.mark.parametrize(
    ("query", "field"),
    [("pageNo=0", "pageNo"), ("noOfEntries=500", "noOfEntries"), ("sortBy=x", "sortBy"), ("status=odd", "status"),
     ("ioIds=x", "ioIds")],
)  # fmt: skip
def test_a_list_that_cannot_be_asked_for_says_why(buyer: Caller, query: str, field: str) -> None:
    assert faults(buyer.get(f"{LIST}?{query}")) == [field]


def test_a_retired_creative_stands_against_approval(company: Company, order: InsertionOrder) -> None:
    creative = make_creative(company)
    ad = make_ad(order, creative)
    creatives.retire(creative=creative)
    with pytest.raises(InvalidError) as error:
        approval.approve(ad=ad)
    assert error.value.faults[0].name == "creative_ids"


def test_an_unknown_address_is_answered_in_the_doors_words(nobody: Caller) -> None:
    assert nobody.get("/api/v3/cmp/nothing").json() == {"success": False, "errorObjects": [{"error": "Not found"}]}
    assert nobody.get("/api/v2/cmp/nothing").json()["statusCode"] == 404


def test_a_body_that_is_no_json_is_400(buyer: Caller) -> None:
    answer = buyer.post(ADD, b"{")
    assert (answer.status_code, answer.json()["statusCode"]) == (400, 400)
