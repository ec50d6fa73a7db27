"""Examples of reports and exports for the OpenAPI document."""

from typing import Any

DAYS = {"from": "2027-04-03", "to": "2027-05-02"}
ZONE = {"timeZone": "Europe/Oslo"}
METRICS: dict[str, Any] = {
    "impressions": 15000,
    "engagement": 620,
    "engagementRate": 4.13,
    "clicks": 300,
    "spend": {"EUR": "120.50"},
    "costPerClick": {"EUR": "0.40"},
    "returnOnSpend": None,
}
DEFINITIONS = {
    "metrics": [
        {
            "name": "engagementRate",
            "label": "Engagement rate",
            "unit": "percent",
            "formula": "Engagement / impressions × 100.",
            "source": "Platforms' statistics, reported to the events API or by webhook.",
        }
    ]
}
OVERVIEW: dict[str, Any] = {
    **DAYS,
    **ZONE,
    "previous": {"from": "2027-03-04", "to": "2027-04-02"},
    "metrics": METRICS,
    "previousMetrics": {**METRICS, "impressions": 12000},
    "change": {"impressions": 25.0, "engagement": 0.0, "returnOnSpend": None},
    "machines": {"total": 41, "byKind": {"click": 29, "open": 12}, "byRule": {"scanner": 29, "prefetch": 12}},
    "byPlatform": [{"platform": "linkedin", "metrics": METRICS}],
    "byFamily": [{"family": "native", "metrics": METRICS}],
}
SERIES = {
    **DAYS,
    "granularity": "day",
    **ZONE,
    "points": [
        {"date": "2027-04-03", "impressions": 480, "engagement": 21},
        {"date": "2027-04-04", "impressions": 0, "engagement": 0},
    ],
}
RANKING = {
    **DAYS,
    **ZONE,
    "metric": "engagement",
    "items": [
        {
            "id": "019a8f62-5b1a-7c03-9d4e-1f2a3b4c5d6e",
            "type": "social",
            "platform": "linkedin",
            "title": "",
            "excerpt": "Sow now, and harvest in July.",
            "publishedAt": "2027-04-05T07:00:00Z",
            "campaign": {"id": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829", "name": "Garden weeks"},
            "metrics": METRICS,
        }
    ],
}
SLOT = {"weekday": "monday", "hour": 9, "items": 4, "impressions": 5200, "engagement": 312, "engagementRate": 6.0}
TIMES = {**DAYS, **ZONE, "slots": [SLOT], "best": [SLOT]}
COMPARISON = {
    **DAYS,
    **ZONE,
    "items": [
        {
            "id": "019a8f61-0c2d-7e11-b2c3-d4e5f6071829",
            "name": "Garden weeks",
            "status": "ACTIVE",
            "family": "native",
            "metrics": METRICS,
        }
    ],
    "total": 1,
}
EXPORT = {"report": "daily", "format": "csv", **DAYS, "platform": ["linkedin", "x"]}
EXPORT_JOB = {
    "id": "019a8f63-7d2e-7b44-8c55-6d7e8f901a2b",
    "kind": "analytics.export",
    "label": "Export days as CSV",
    "status": "succeeded",
    "progress": {"done": 812, "total": 812},
    "error": None,
    "result": {
        "file": "/api/analytics/exports/019a8f63-7d2e-7a10-9b1c-2d3e4f506172/file",
        "rows": 812,
        "bytes": 90112,
        "name": "storhaug-daily-2027-04-03-to-2027-05-02.csv",
    },
    "queuedAt": "2027-05-02T11:00:00Z",
    "startedAt": "2027-05-02T11:00:01Z",
    "finishedAt": "2027-05-02T11:00:02Z",
}
