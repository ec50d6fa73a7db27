"""What the agency door answers."""

from typing import Any

from core.api.fields import instant
from delivery.listing import Listed
from delivery.models import Broadcast

# The stages of `delivery.listing` in this family's words.
STATUSES = {
    "draft": "draft",
    "scheduled": "scheduled",
    "running": "active",
    "active": "active",
    "suspended": "paused",
    "sent": "completed",
}


def created(broadcast: Broadcast) -> dict[str, Any]:
    """A campaign that was made and planned."""
    data = {
        "id": str(broadcast.campaign.uuid),
        "name": broadcast.campaign.name,
        "status": STATUSES["scheduled"],
        "next_run_at": instant(broadcast.next_run_at),
    }
    return {"success": True, "message": "Campaign successfully created", "data": data}


def page(found: list[Listed], *, total: int, page: int, limit: int) -> dict[str, Any]:
    """A page of campaigns."""
    pagination = {"total": total, "page": page, "limit": limit, "totalPages": -(-total // limit)}
    return {
        "success": True,
        "message": "Campaigns fetched successfully",
        "data": [_shown(listed) for listed in found],
        "pagination": pagination,
    }


def one(found: Listed) -> dict[str, Any]:
    """A campaign, as a list of one."""
    return {"success": True, "message": "Campaign fetched successfully", "data": [_shown(found)]}


def _shown(listed: Listed) -> dict[str, Any]:
    broadcast = listed.broadcast
    uuid = str(broadcast.campaign.uuid)
    return {
        "id": uuid,
        "uuid": uuid,
        "name": broadcast.campaign.name,
        "status": STATUSES[listed.stage],
        "schedule_type": broadcast.schedule_type,
        "startDate": instant(broadcast.schedule_start),
        "endDate": broadcast.last_day.isoformat() if broadcast.last_day else None,
        "next_run_at": instant(broadcast.next_run_at),
    }
