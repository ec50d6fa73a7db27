"""Examples of the native door for the OpenAPI document."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

CONTEXT = {
    "keyMessages": ["Free delivery in May", "Made to last"],
    "targetAudience": "Families with a garden",
    "tone": "Warm",
    "channels": ["instagram", "facebook"],
}
NEW_CAMPAIGN: dict[str, Any] = {
    "name": "Garden weeks",
    "brief": "The spring range, with free delivery for two weeks.",
    "goal": "500 orders",
    "type": "ONE_TIME",
    "startsAt": "2027-05-01T08:00:00Z",
    "endsAt": "2027-05-14T20:00:00Z",
    "context": {"keyMessages": CONTEXT["keyMessages"], "channels": CONTEXT["channels"]},
}
CAMPAIGN: dict[str, Any] = {
    "id": "019a8f3e-6c1b-7d20-9b43-0a5f1e2d3c4b",
    **{key: value for key, value in NEW_CAMPAIGN.items() if key != "context"},
    "status": "DRAFT",
    "pausedAt": None,
    "resumedAt": None,
    "completedAt": None,
    "lastStatusChangedAt": "2027-04-12T09:30:00Z",
    "isArchived": False,
    "context": CONTEXT,
    "contextOverrides": NEW_CAMPAIGN["context"],
    "createdAt": "2027-04-12T09:30:00Z",
    "updatedAt": "2027-04-12T09:30:00Z",
}
CHANGED_CAMPAIGN = {"name": "Garden weeks in May", "status": "ACTIVE", "context": {"tone": None}}
PUBLISHED = {
    "error": "PUBLISHED_CONTENT_EXISTS",
    "message": "Cannot delete campaign with published content",
    "publishedCount": 5,
}
LIST_PARAMETERS = [
    OpenApiParameter("status", OpenApiTypes.STR, many=True, description="DRAFT, ACTIVE, PAUSED, COMPLETED."),
    OpenApiParameter("type", OpenApiTypes.STR, many=True, description="ONE_TIME, RECURRING, EVERGREEN."),
    OpenApiParameter("search", OpenApiTypes.STR, description="Part of the name, in any case."),
    OpenApiParameter("includeArchived", OpenApiTypes.BOOL, description="Whether archived campaigns show, too."),
    OpenApiParameter("limit", OpenApiTypes.INT, description="Rows at most, 1 to 100; 20 by default."),
    OpenApiParameter("offset", OpenApiTypes.INT, description="Rows to skip."),
]

NEW_CONTENT: dict[str, Any] = {
    "type": "social",
    "platform": "linkedin",
    "content": "Two weeks of free delivery: the garden range is in.",
    "scheduledAt": "2027-05-01T08:00:00Z",
}
CONTENT: dict[str, Any] = {
    "id": "019a8f40-1f22-7b0e-8c11-5d6e7f8a9b0c",
    "campaignId": CAMPAIGN["id"],
    **NEW_CONTENT,
    "title": "",
    "status": "SCHEDULED",
    "publishedAt": None,
    "missedAt": None,
    "media": [],
    "externalId": None,
    "externalUrl": None,
    "problem": None,
    "provenance": {"by": "person", "name": "Olga"},
    "review": None,
    "createdAt": "2027-04-12T09:40:00Z",
    "updatedAt": "2027-04-12T09:40:00Z",
}
CONTENT_PARAMETERS = [
    OpenApiParameter("campaignId", OpenApiTypes.UUID, description="Only this campaign's."),
    OpenApiParameter("type", OpenApiTypes.STR, many=True, description="social, blog, script."),
    OpenApiParameter("platform", OpenApiTypes.STR, many=True, description="Canonical names, for instance linkedin."),
    OpenApiParameter("status", OpenApiTypes.STR, many=True, description="In either case, for instance SCHEDULED."),
    OpenApiParameter("from", OpenApiTypes.DATETIME, description="Scheduled at this instant or later."),
    OpenApiParameter("to", OpenApiTypes.DATETIME, description="Scheduled before this instant."),
    *LIST_PARAMETERS[-2:],
]
REPLACED = {"count": 15, "dryRun": False, "editId": "019a8f55-2d10-7f1a-a0b1-c2d3e4f50617", "skipped": []}
UNDONE = {"editId": REPLACED["editId"], "restored": 9, "refused": []}
RESUME = {"strategy": "shift_weekday", "endDateAction": "extend", "dryRun": False}
RESUMED = {**CAMPAIGN, "status": "ACTIVE", "editId": REPLACED["editId"]}
ENTRY = {
    "kind": "content",
    "id": CONTENT["id"],
    "title": CONTENT["content"],
    "status": "SCHEDULED",
    "startsAt": CONTENT["scheduledAt"],
    "endsAt": None,
    "campaignId": CAMPAIGN["id"],
    "detail": "linkedin",
}
HISTORY = [
    {"role": "user", "text": "We want to sell the garden range on Instagram in the first two weeks of May."},
    {"role": "assistant", "text": "Who do you want to reach?"},
    {"role": "user", "text": "Families with a garden."},
]
CHAT = {"message": HISTORY[0]["text"], "history": [], "context": {"additionalContext": "Free delivery"}}
REPLY = {"response": HISTORY[1]["text"], "role": "assistant"}
PLANNED = {**CAMPAIGN, "assistant": "offline", "fallback": None}
GENERATED = {
    "message": "Content generated and saved successfully",
    "counts": {"social": 5, "blog": 1, "video": 1},
    "ideas": {"socialPosts": [], "blogIdeas": [], "videoIdeas": []},
}
