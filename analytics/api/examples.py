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
CAMPAIGN: dict[str, Any] = {
    "totalViews": 12500,
    "totalImpressions": 15000,
    "totalLikes": 450,
    "totalComments": 120,
    "totalShares": 50,
    "totalClicks": 300,
    "totalEngagement": 620,
    "engagementRate": 4.13,
    "contentCount": 12,
    "publishedCount": 8,
    "byPlatform": [
        {"platform": "linkedin", "views": 5000, "impressions": 6000, "engagement": 250, "contentCount": 3},
    ],
    "byContentType": [{"contentType": "social_post", "count": 5, "views": 8000, "engagement": 400}],
}
