"""Examples of tracked links for the OpenAPI document."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from core.api.paging import DEFAULT_LIMIT, MAX_LIMIT

PAGING = [
    OpenApiParameter("limit", OpenApiTypes.INT, description=f"1 to {MAX_LIMIT}, {DEFAULT_LIMIT} by default."),
    OpenApiParameter("offset", OpenApiTypes.INT, description="Links to skip."),
]
NEW_LINK: dict[str, Any] = {
    "target": "https://shop.example/garden?size=10",
    "contentId": "019a8f62-5b1a-7c03-9d4e-1f2a3b4c5d6e",
    "name": "Post of the first week",
}
LINK: dict[str, Any] = {
    "id": "019a8f70-11c4-7a52-8b0e-6d5c4b3a2f10",
    "url": "https://muster.example.com/t/Qm4xT7bL.kJ2vY9sWq0aPz3Xe",
    "purpose": "click",
    "target": "https://shop.example/garden?size=10",
    "taggedTarget": "https://shop.example/garden?size=10&utm_source=linkedin&utm_medium=social"
    "&utm_campaign=garden-weeks&utm_content=Zc8wR2dN",
    "campaignId": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829",
    "contentId": "019a8f62-5b1a-7c03-9d4e-1f2a3b4c5d6e",
    "platform": "linkedin",
    "name": "Post of the first week",
    "tags": {},
    "clicks": 128,
    "machineClicks": 9,
    "createdAt": "2027-05-02T11:00:00Z",
    "endedAt": None,
}
POLICY: dict[str, Any] = {
    "mode": "add",
    "utm_source": "{platform}",
    "utm_medium": "{medium}",
    "utm_campaign": "{campaign}",
    "utm_content": "{content}",
    "utm_term": "",
    "trackEmails": True,
}
