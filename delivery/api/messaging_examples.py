"""Examples of the messaging door, for the OpenAPI document."""

from typing import Any, Final

AUDIENCE: Final = {"matched": 1200, "suppressed": 31, "capped": 12, "invalid": 4, "queued": 1153}
CREATE: Final = {
    "name": "Weekly offer",
    "type": "email",
    "tags": ["offers"],
    "template_id": 41,
    "trigger_event": "",
}
CREATED: Final = {"status": "success", "message": "Campaign created successfully", "campaign_id": 10001}
EXECUTE: Final = {
    "campaign_id": 10001,
    "type": "email",
    "data_source": "list",
    "list_ids": [7],
    "frequency_capping": True,
    "personalization": {"offer": "Two for one"},
}
EXECUTE_CONTACTS: Final = {
    "campaign_id": 10001,
    "type": "email",
    "data_source": "contacts",
    "contacts": [
        {"email": "anna@people.example", "personalization": {"name": "Anna", "offer": "Two for one"}},
        {"email": "carla@people.example", "personalization": {"name": "Carla"}},
    ],
    "personalization": {"offer": "One more"},
    "dryRun": True,
}
EXECUTED: Final = {
    "status": "success",
    "message": "Campaign executed successfully",
    "campaign_id": 10001,
    "execution_id": 512,
    "audience": AUDIENCE,
}
LOOKED_AT: Final[dict[str, Any]] = {
    "status": "success",
    "message": "Nothing was sent",
    "dry_run": True,
    "campaign_id": 10001,
    "audience": {"matched": 2, "suppressed": 0, "capped": 0, "invalid": 0, "queued": 2},
    "invalid_reasons": [],
    "samples": [
        {
            "to": "anna@people.example",
            "subject": "Anna, Two for one",
            "preheader": "",
            "header": None,
            "body": "",
            "html": "<h1>Hello Anna</h1>",
            "text": "Hello Anna",
            "footer": "",
            "buttons": [],
            "cards": [],
        }
    ],
    "expected_seconds": 0.2,
    "expected_start": "2027-04-12T09:41:00Z",
    "expected_end": "2027-04-12T09:41:00.200Z",
    "warnings": [],
}
EXECUTION: Final = {
    "status": "success",
    "execution": {
        "id": 512,
        "campaign_id": 10001,
        "state": "running",
        "counts": {"planned": 1200, "sent": 800, "failed": 2, "skipped": 47, "uncertain": 0, "pending": 351},
        "skipped_by": {"suppressed": 31, "capped": 12, "invalid": 4},
        "started_at": "2027-04-12T09:41:00Z",
        "finished_at": None,
        "stalled": None,
    },
}
CAMPAIGN: Final = {
    "campaign_id": 10001,
    "name": "Weekly offer",
    "type": "email",
    "state": "running",
    "template_id": 41,
    "app_ids": [],
    "tags": ["offers"],
    "trigger_event": None,
    "next_run_at": None,
    "created_at": "2027-04-12T09:40:00Z",
}
LIST: Final = {"page_no": 1, "page_size": 20, "channel": "email", "campaign_states": ["running", "scheduled"]}
LISTED: Final = {
    "status": "success",
    "message": "Campaigns found",
    "page_no": 1,
    "page_size": 20,
    "total": 1,
    "campaigns": [CAMPAIGN],
}
IDS: Final = {"campaign_ids": [10001]}
GOT: Final = {"status": "success", "message": "Campaigns found", "campaigns": [CAMPAIGN]}
SUSPENDED: Final = {
    "status": "success",
    "message": "Campaigns suspended",
    "campaigns": [{"campaign_id": 10001, "state": "suspended"}],
}
RESUMED: Final = {
    "status": "success",
    "message": "Campaigns resumed",
    "campaigns": [{"campaign_id": 10001, "state": "running"}],
}
ACTIVITY: Final = [
    {
        "activity_name": "order_placed",
        "identity": "anna@people.example",
        "timestamp": "2027-04-12T09:41:00Z",
        "activity_params": {"order": "4711", "total": 240},
    },
    {"activity_name": "order_placed", "identity": "C-118", "timestamp": "2027-04-12T11:41:00+02:00"},
]
UPLOADED: Final = {
    "status": "success",
    "message": "Activities stored",
    "stored": 2,
    "duplicates": 0,
    "triggered": [{"campaign_id": 10001, "execution_id": 513, "queued": 2, "message": ""}],
    "rejected": [],
}
