"""Examples of the DSP door, for the OpenAPI document."""

from typing import Any, Final

LOGIN: Final = {"grantType": "password", "email": "buyer@storhaug.example", "password": "…"}
_TOKENS: Final = {
    "access_token": "eyJhbGciOi…",
    "refresh_token": "eyJhbGciOi…",
    "scope": "read write",
    "token_type": "bearer",
    "expires_in": 35999,
    "owId": 200001,
}
LOGGED_IN: Final = {"success": True, "data": _TOKENS}
REFRESH: Final = {"grant_type": "refresh_token", "refresh_token": "eyJhbGciOi…"}
REFRESHED: Final = {"success": True, "data": _TOKENS, **_TOKENS}

ORDER: Final = {
    "ioName": "Spring order",
    "ioStartTime": 1803855600000,
    "ioEndTime": 1806447600000,
    "ioTotalBudget": 50000,
    "ioTimeZoneId": 29,
    "isAutoSumIoTotalBudget": False,
    "ioBudgetTypeId": 1,
    "ioBudgetDistributionMethodId": 1,
}
_ORDER: Final[dict[str, Any]] = {
    "ioId": 17,
    "ioName": "Spring order",
    "ioStartTime": 1803855600000,
    "ioEndTime": 1806447600000,
    "ioTotalBudget": 50000,
    "ioTimeZoneId": 29,
    "ioBudgetTypeId": 1,
    "ioBudgetDistributionMethodId": 1,
    "isAutoSumIoTotalBudget": False,
    "ioTotalImpressions": None,
}
ORDER_MADE: Final = {"success": True, "data": _ORDER}
ORDER_CHANGE: Final = {"ioTotalBudget": 60000}
ORDER_CHANGED: Final = {"success": True, "data": {**_ORDER, "ioTotalBudget": 60000}}
ORDER_IDS: Final = {"ioIdsList": [17, 18]}
ORDERS_DELETED: Final = {"success": True, "data": "2 Insertion Orders deleted successfully"}
ORDER_LIST: Final = {"ioStatusIdsList": [1], "sortBy": "-ioTotalBudget", "pageNo": 1, "noOfEntries": 20}
ORDER_PAGE: Final = {
    "success": True,
    "data": {"totalRecords": 3, "filteredRecords": 1, "ioBasicDetailsList": [{**_ORDER, "ioStatusId": 1}]},
}

CAMPAIGN: Final = {
    "campaignName": "Spring banners",
    "maxBid": 15,
    "budgetTotal": 1500,
    "startTime": 1803859200,
    "endTime": 1804464000,
    "timezone": 29,
    "budgetDay": 250,
    "creativeType": 11,
    "isAgreementChecked": True,
    "ioId": 17,
    "countryId": "30100001",
    "creativeIds": "4",
    "advertiserDomain": "https://storhaug.example",
    "totalBudgetPacing": False,
    "publisherAdCategory": "",
    "exchanges": "",
    "budgetTypeId": 1,
    "campaignType": 1,
}
CAMPAIGN_SAVED: Final = {
    "statusCode": 201,
    "responseObject": {"data": 1042, "message": "Campaign saved successfully.", "status": "pending"},
}
CAMPAIGN_CHANGE: Final = {"budgetTotal": 1800}
CAMPAIGN_CHANGED: Final = {
    "statusCode": 200,
    "responseObject": {"data": 1042, "message": "Campaign updated successfully.", "status": "pending"},
}
CAMPAIGN_READ: Final = {
    "statusCode": 200,
    "responseObject": {"id": 1042, "campaignName": "Spring banners", "status": "running", "budgetTotal": 1500.0},
}
CAMPAIGN_PAGE: Final = {
    "statusCode": 200,
    "responseObject": {
        "totalRecords": 1,
        "filteredRecords": 1,
        "data": [
            {
                "id": 1042,
                "campaignUuid": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829",
                "campaignName": "Spring banners",
                "status": "running",
                "ioId": 17,
                "ioName": "Spring order",
                "startTime": 1803859200,
                "endTime": 1804464000,
                "timezone": 29,
                "budgetTypeId": 1,
                "budgetTotal": 1500.0,
                "budgetDay": 250.0,
                "totalBudgetPacing": False,
                "maxBid": 15.0,
                "campaignType": 1,
                "creativeType": 11,
                "spent": 250.4,
                "isServing": False,
                "throttle": {
                    "reason": "day_budget",
                    "message": "The day's budget is spent.",
                    "until": 1803945600,
                },
                "createDate": 1803772800,
            }
        ],
    },
}
ACTION: Final = {"campaignIds": "1042,1043", "action": "pause"}
ACTED: Final = {
    "statusCode": 200,
    "responseObject": {
        "data": [{"id": 1042, "status": "paused"}, {"id": 1043, "status": "paused"}],
        "message": "Campaigns updated successfully.",
    },
}

STATUSES: Final = {"success": True, "data": [{"id": 1, "name": "Active"}, {"id": 2, "name": "Expired"}]}
BUDGET_TYPES: Final = {"success": True, "data": [{"id": 1, "name": "Budget"}, {"id": 2, "name": "Impressions"}]}
DISTRIBUTIONS: Final = {"success": True, "data": [{"id": 1, "name": "Manual"}, {"id": 2, "name": "Automatic"}]}
ZONES: Final = {"success": True, "data": [{"id": 29, "name": "US/Eastern", "offset": "-05:00"}]}
