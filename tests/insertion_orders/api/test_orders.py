"""Insertion orders at the door: as the document prints them, and every check by name."""

import time
from typing import Any

import pytest

from companies.models import Company
from core.tenancy import company_scope
from insertion_orders import expiry
from insertion_orders.models import Creative, InsertionOrder
from tests.conftest import Caller
from tests.insertion_orders.api.conftest import HOUR, campaign_body, order_body
from tests.insertion_orders.conftest import make_ad, make_buyer, make_order

pytestmark = pytest.mark.django_db

ADD, LIST, DELETE = "/api/v3/cmp/io/add", "/api/v3/cmp/io/basic/list", "/api/v3/cmp/io/delete"


def faults(answer: Any) -> list[str]:
    """The fields that an answer finds fault with."""
    assert answer.status_code == 422, answer.content
    assert answer.json()["success"] is False
    return [error["field"] for error in answer.json()["errorObjects"]]


def test_the_documents_order_is_answered_as_printed(buyer: Caller) -> None:
    body = order_body()
    answer = buyer.post(ADD, body)
    assert answer.status_code == 200
    made = answer.json()["data"]["ioId"]
    assert answer.json() == {
        "success": True,
        "data": {
            "ioId": made,
            "ioName": "IO Name 1",
            "ioStartTime": body["ioStartTime"],
            "ioEndTime": body["ioEndTime"],
            "ioTotalBudget": 0,
            "ioTimeZoneId": 29,
            "ioBudgetTypeId": 1,
            "ioBudgetDistributionMethodId": 1,
            "isAutoSumIoTotalBudget": True,
            "ioTotalImpressions": None,
        },
    }


def test_an_order_of_impressions(buyer: Caller) -> None:
    body = order_body(ioBudgetTypeId=2, ioTotalImpressions=5000, isAutoSumIoTotalBudget=False)
    del body["ioTotalBudget"]
    data = buyer.post(ADD, body).json()["data"]
    assert (data["ioTotalImpressions"], data["ioTotalBudget"]) == (5000, None)


@pytest.mark.parametrize(
    "field",
    ["ioName", "ioStartTime", "ioEndTime", "ioTotalBudget", "ioTimeZoneId", "isAutoSumIoTotalBudget",
     "ioBudgetTypeId", "ioBudgetDistributionMethodId"],
)  # fmt: skip
def test_what_is_missing_is_named(buyer: Caller, field: str) -> None:
    body = order_body()
    del body[field]
    assert faults(buyer.post(ADD, body)) == [field]


def test_impressions_are_needed_for_their_type(buyer: Caller) -> None:
    assert faults(buyer.post(ADD, order_body(ioBudgetTypeId=2))) == ["ioTotalImpressions"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ioName", ""),
        ("ioName", 7),
        ("ioName", "x" * 256),
        ("ioStartTime", "1690898148000"),
        ("ioStartTime", 1690898148000.5),
        ("ioStartTime", True),
        ("ioEndTime", -1),
        ("ioEndTime", 10**30),
        ("ioTotalBudget", "1000"),
        ("ioTotalBudget", True),
        ("ioTotalBudget", 10**13),
        ("ioTimeZoneId", 30),
        ("ioTimeZoneId", "US/Eastern"),
        ("isAutoSumIoTotalBudget", "true"),
        ("ioBudgetTypeId", 3),
        ("ioBudgetDistributionMethodId", 0),
        ("ioStatusID", 3),
        ("ioTotalImpressions", -5),
    ],
)
def test_what_is_wrong_is_named(buyer: Caller, field: str, value: Any) -> None:
    assert faults(buyer.post(ADD, order_body(**{field: value}))) == [field]
    with company_scope(buyer.company.pk):
        assert not InsertionOrder.objects.exists()


def test_seconds_are_not_taken_for_milliseconds(buyer: Caller) -> None:
    answer = buyer.post(ADD, order_body(ioStartTime=int(time.time())))
    assert answer.json()["errorObjects"] == [
        {"error": "Give milliseconds since 1970: this looks like seconds.", "field": "ioStartTime"}
    ]


def test_an_end_before_the_start_is_named(buyer: Caller) -> None:
    body = order_body()
    body["ioStartTime"], body["ioEndTime"] = body["ioEndTime"], body["ioStartTime"]
    assert faults(buyer.post(ADD, body)) == ["ioEndTime"]


def test_an_end_that_has_passed_is_named(buyer: Caller) -> None:
    now = int(time.time()) * 1000
    body = order_body(ioStartTime=now - 2_000_000, ioEndTime=now - 1_000_000)
    assert faults(buyer.post(ADD, body)) == ["ioEndTime"]


def test_a_total_of_nothing_is_named(buyer: Caller) -> None:
    assert faults(buyer.post(ADD, order_body(ioTotalBudget=0, isAutoSumIoTotalBudget=False))) == ["ioTotalBudget"]


@pytest.mark.parametrize("status", [1, "1"])
def test_a_status_may_be_a_number_or_a_text(buyer: Caller, status: Any) -> None:
    assert buyer.post(ADD, order_body(ioStatusID=status)).status_code == 200


def test_further_fields_are_kept_and_shown(buyer: Caller) -> None:
    data = buyer.post(ADD, order_body(isIoPrioritise=True, ioCurrentPriority=3)).json()["data"]
    assert (data["isIoPrioritise"], data["ioCurrentPriority"]) == (True, 3)


def test_a_patch_changes_only_what_it_names(buyer: Caller) -> None:
    made = buyer.post(ADD, order_body(isAutoSumIoTotalBudget=False)).json()["data"]
    answer = buyer.call("PATCH", f"/api/v3/cmp/io/{made['ioId']}", {"ioTotalBudget": 1234.56})
    assert answer.status_code == 200
    assert answer.json()["data"] == {**made, "ioTotalBudget": 1234.56}


def test_the_type_of_a_budget_cannot_be_changed(buyer: Caller) -> None:
    made = buyer.post(ADD, order_body()).json()["data"]["ioId"]
    answer = buyer.call("PATCH", f"/api/v3/cmp/io/{made}", {"ioBudgetTypeId": 2, "ioTotalImpressions": 5})
    assert "ioBudgetTypeId" in faults(answer)


def test_a_sum_cannot_be_given(buyer: Caller) -> None:
    made = buyer.post(ADD, order_body()).json()["data"]["ioId"]
    assert faults(buyer.call("PATCH", f"/api/v3/cmp/io/{made}", {"ioTotalBudget": 5})) == ["ioTotalBudget"]


def test_a_window_that_leaves_out_a_campaign_is_named(buyer: Caller, creative: Creative) -> None:
    body = order_body()
    made = buyer.post(ADD, body).json()["data"]["ioId"]
    assert buyer.post("/api/v2/cmp/campaigns/add", campaign_body(made, creative.pk)).json()["statusCode"] == 201
    end = body["ioStartTime"] + 2 * HOUR * 1000
    assert faults(buyer.call("PATCH", f"/api/v3/cmp/io/{made}", {"ioEndTime": end})) == ["ioEndTime"]


def test_an_expired_order_lives_again_when_its_end_moves_on(buyer: Caller, order: InsertionOrder) -> None:
    now = int(time.time())
    InsertionOrder.objects.filter(pk=order.pk).update(ends_at=order.starts_at.replace(microsecond=1))
    expiry.expire_ended()
    assert buyer.post(LIST, {"ioStatusIdsList": [2]}).json()["data"]["filteredRecords"] == 1
    answer = buyer.call("PATCH", f"/api/v3/cmp/io/{order.pk}", {"ioEndTime": (now + HOUR) * 1000})
    assert answer.status_code == 200
    assert buyer.post(LIST, {"ioStatusIdsList": [1]}).json()["data"]["filteredRecords"] == 1


@pytest.mark.parametrize("path", ["999999", "x", "0", "-1", "9" * 25, "１"])
def test_an_order_that_is_not_there(buyer: Caller, path: str) -> None:
    answer = buyer.call("PATCH", f"/api/v3/cmp/io/{path}", {"ioName": "New"})
    assert answer.status_code == 404
    assert answer.json() == {"success": False, "errorObjects": [{"error": "Insertion order not found"}]}


def test_a_strangers_order_is_not_there(order: InsertionOrder, other_company: Company) -> None:
    other = make_buyer(other_company, name="sam")
    assert other.call("PATCH", f"/api/v3/cmp/io/{order.pk}", {"ioName": "Mine"}).status_code == 404
    assert other.post(DELETE, {"ioIdsList": [order.pk]}).status_code == 404
    assert other.post(LIST, {"ioIdList": [order.pk]}).json()["data"]["totalRecords"] == 0
    order.refresh_from_db()
    assert (order.name, order.status) == ("Spring", "active")


def test_deleting_takes_an_orders_campaigns_with_it(buyer: Caller, order: InsertionOrder, creative: Creative) -> None:
    ad = make_ad(order, creative)
    answer = buyer.post(DELETE, {"ioIdsList": [order.pk]})
    assert (answer.status_code, answer.json()["data"]) == (200, "1 Insertion Orders deleted successfully")
    found = buyer.get(f"/api/v2/cmp/campaign/{ad.campaign_id}").json()["responseObject"]
    assert found["status"] == "deleted"
    assert buyer.post(LIST, {}).json()["data"]["totalRecords"] == 0
    assert buyer.post(LIST, {"ioStatusIdsList": [3]}).json()["data"]["filteredRecords"] == 1


def test_deleting_again_is_no_change(buyer: Caller, order: InsertionOrder) -> None:
    buyer.post(DELETE, {"ioIdsList": [order.pk]})
    assert buyer.post(DELETE, {"ioIdsList": [order.pk]}).json()["data"] == "0 Insertion Orders deleted successfully"


def test_one_unknown_order_deletes_none(buyer: Caller, order: InsertionOrder) -> None:
    assert buyer.post(DELETE, {"ioIdsList": [order.pk, 999999]}).status_code == 404
    order.refresh_from_db()
    assert order.status == "active"


@pytest.mark.parametrize("ids", [[], "", None, [True], ["x"], {}, 1.5])
def test_ids_that_are_none_are_named(buyer: Caller, ids: Any) -> None:
    assert faults(buyer.post(DELETE, {"ioIdsList": ids})) == ["ioIdsList"]


def test_a_list_is_narrowed_sorted_and_paged(buyer: Caller, company: Company, scope: None) -> None:
    for name, total in (("Autumn", 30), ("Spring", 10), ("Summer", 20)):
        make_order(company, name=name, total_budget=total)
    body = {"searchField": "s", "sortBy": "-ioTotalBudget", "pageNo": 1, "noOfEntries": 1}
    data = buyer.post(LIST, {**body, "searchField": "SUM"}).json()["data"]
    assert (data["totalRecords"], data["filteredRecords"]) == (3, 1)
    pages = [buyer.post(LIST, {**body, "searchField": "", "pageNo": page}).json()["data"] for page in (1, 2, 3, 4)]
    names = [[row["ioName"] for row in page["ioBasicDetailsList"]] for page in pages]
    assert names == [["Autumn"], ["Summer"], ["Spring"], []]
    assert {page["filteredRecords"] for page in pages} == {3}


def test_a_listed_order_has_every_field_and_its_status(buyer: Caller, order: InsertionOrder) -> None:
    row = buyer.post(LIST, {}).json()["data"]["ioBasicDetailsList"][0]
    assert list(row) == [
        "ioId", "ioName", "ioStartTime", "ioEndTime", "ioTotalBudget", "ioTimeZoneId", "ioBudgetTypeId",
        "ioBudgetDistributionMethodId", "isAutoSumIoTotalBudget", "ioTotalImpressions", "ioStatusId",
    ]  # fmt: skip
    assert row["ioStatusId"] == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("pageNo", 0), ("noOfEntries", 201), ("noOfEntries", "x"), ("sortBy", "secret"), ("ioStatusIdsList", [4]),
     ("ioBudgetTypeIdsList", [9]), ("ioIdList", ["x"])],
)  # fmt: skip
def test_a_list_that_cannot_be_asked_for_says_why(buyer: Caller, field: str, value: Any) -> None:
    assert faults(buyer.post(LIST, {field: value}))[0].startswith(field)


def test_static_lists(buyer: Caller) -> None:
    get = buyer.get
    statuses = get("/api/v3/cmp/static/io/status/list").json()
    assert statuses["data"] == [
        {"id": 1, "name": "Active"}, {"id": 2, "name": "Expired"}, {"id": 3, "name": "Deleted"},
    ]  # fmt: skip
    budgets = get("/api/v3/cmp/static/campaign/budget-type").json()["data"]
    assert budgets == [{"id": 1, "name": "Budget"}, {"id": 2, "name": "Impressions"}]
    methods = get("/api/v3/cmp/static/budget-distribution-method/list").json()["data"]
    assert methods == [{"id": 1, "name": "Manual"}, {"id": 2, "name": "Automatic"}]
    zones = {row["id"]: row["name"] for row in get("/api/v3/master/timezones").json()["data"]}
    assert (zones[29], zones[21], zones[423]) == ("US/Eastern", "US/Mountain", "US/Central")
    assert len(zones) == len(set(zones.values())) > 590
