"""Examples for the OpenAPI document."""

from typing import Any

EVENT: dict[str, Any] = {
    "key": "linkedin-7201-2027-05-02-impression",
    "kind": "impression",
    "campaignId": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829",
    "contentId": "019a8f62-5b1a-7c03-9d4e-1f2a3b4c5d6e",
    "platform": "linkedin",
    "count": 120,
    "occurredAt": "2027-05-02T11:00:00Z",
}
SPEND: dict[str, Any] = {
    "key": "linkedin-7201-2027-05-02-spend",
    "kind": "spend",
    "campaignId": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829",
    "platform": "linkedin",
    "value": "18.40",
    "currency": "EUR",
    "occurredAt": "2027-05-02T11:00:00Z",
}
BATCH = {"events": [EVENT, SPEND]}
OUTCOME = {"accepted": 1, "duplicates": 0, "rejected": [{"index": 1, "message": "Campaign not found"}]}
