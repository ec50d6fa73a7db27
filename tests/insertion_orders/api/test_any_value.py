"""Any JSON value in any field of the media buyers' door: an answer or a refusal, never half a change."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insertion_orders.api import options
from insertion_orders.models import AdCampaign
from tests.conftest import Caller
from tests.contracts.test_any_value import VALUES, put
from tests.insertion_orders.api.conftest import campaign_body, order_body

pytestmark = pytest.mark.django_db

ORDER = order_body(ioTotalImpressions=5, ioStatusID=1, isIoPrioritise=True, ioCurrentPriority=1)
AD = campaign_body(0, 0, status="draft", totalImpressions=1, maxDayClicks=1)
LISTED = {"ioIdList": [1], "ioStatusIdsList": [1], "ioBudgetTypeIdsList": [1], "searchField": "a", "sortBy": "-ioId",
          "pageNo": 1, "noOfEntries": 5}  # fmt: skip
IN_AD = [*((name,) for name in AD), *((name,) for name in options.OPTIONS), ("pmpDealIds", 0), ("scheduling", "x")]

# By name: method, where, a good body, and the paths to put a value at.
ROUTES: dict[str, Any] = {
    "order": ("POST", "/api/v3/cmp/io/add", ORDER, [(name,) for name in ORDER]),
    "change order": ("PATCH", "/api/v3/cmp/io/{order}", {"ioName": "New"}, [(name,) for name in ORDER]),
    "list": ("POST", "/api/v3/cmp/io/basic/list", LISTED, [*((name,) for name in LISTED), ("ioIdList", 0)]),
    "delete": ("POST", "/api/v3/cmp/io/delete", {"ioIdsList": [0]}, [("ioIdsList",), ("ioIdsList", 0)]),
    "campaign": ("POST", "/api/v2/cmp/campaigns/add", AD, IN_AD),
    "change campaign": ("PATCH", "/api/v2/cmp/campaign/{ad}", {"campaignName": "New"}, IN_AD),
    "move": ("POST", "/api/v2/cmp/campaigns/status", {"campaignIds": "0", "action": "pause"},
             [("campaignIds",), ("action",)]),
}  # fmt: skip
TABLES = ("campaigns_campaign", "insertion_orders_insertionorder", "insertion_orders_adcampaign", "core_auditentry")


def rows() -> list[Any]:
    """Everything that a call could leave or change."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found.append(cursor.fetchall())
    return found


@pytest.mark.parametrize("route", ROUTES)
@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_value_is_taken_or_refused(route: str, data: Any, buyer: Caller, ad: AdCampaign) -> None:
    method, address, good, paths = ROUTES[route]
    good = deepcopy(good)
    if "ioId" in good:
        good |= {"ioId": ad.order_id, "creativeIds": str(ad.creative_ids[0])}
    path = data.draw(st.sampled_from(paths))
    for name in path[:1] if len(path) > 1 else ():
        good.setdefault(name, [1] if path[1] == 0 else {})
    body = put(good, path, data.draw(VALUES))
    before = rows()
    cache.clear()
    answer = buyer.call(method, address.format(order=ad.order_id, ad=ad.campaign_id), body)
    assert answer.status_code in (200, 404, 409, 422)
    if answer.status_code >= 400:
        assert rows() == before
        assert "errorObjects" in answer.json() or "responseObject" in answer.json()


def test_the_good_bodies_are_good(buyer: Caller, ad: AdCampaign) -> None:
    found = []
    for method, address, good, _ in ROUTES.values():
        body = dict(good)
        if "ioId" in body:
            body |= {"ioId": ad.order_id, "creativeIds": str(ad.creative_ids[0])}
        found.append(buyer.call(method, address.format(order=ad.order_id, ad=ad.campaign_id), body).status_code)
    assert found == [200, 200, 200, 404, 200, 200, 404]
