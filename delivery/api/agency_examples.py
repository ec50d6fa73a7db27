"""Examples of the agency door, for the OpenAPI document."""

from typing import Final

_ID: Final = "019a8f61-0c2d-7e11-b2c3-d4e5f6071829"
CAROUSEL: Final = {
    "name": "Milk week",
    "template_payload": {
        "cards": [
            {"card_image_url": "https://images.example/1.jpg", "card_body_variables": []},
            {"card_image_url": "https://images.example/2.jpg", "card_body_variables": []},
        ],
        "image_url": "",
        "group_name": "test_group",
        "body_variable": [],
        "template_name": "carousel_milk",
        "header_variable": [],
    },
    "schedule_type": "recurring",
    "days": {"monday": ["10:00"], "wednesday": ["10:00"]},
    "schedule": "2027-01-15 14:50",
}
GREETING: Final = {
    "name": "A greeting",
    "template_payload": {
        "image_url": "",
        "group_name": "Team Testing",
        "body_variable": ["world"],
        "template_name": "test_template_1",
        "header_variable": ["hello"],
    },
    "schedule_type": "once",
    "schedule": "2027-01-15 14:50",
}
CREATED: Final = {
    "success": True,
    "message": "Campaign successfully created",
    "data": {"id": _ID, "name": "Milk week", "status": "scheduled", "next_run_at": "2027-01-18T09:00:00Z"},
}
_CAMPAIGN: Final = {
    "id": _ID,
    "uuid": _ID,
    "name": "Milk week",
    "status": "scheduled",
    "schedule_type": "recurring",
    "startDate": "2027-01-15T13:50:00Z",
    "endDate": None,
    "next_run_at": "2027-01-18T09:00:00Z",
}
ONE: Final = {"success": True, "message": "Campaign fetched successfully", "data": [_CAMPAIGN]}
PAGE: Final = {
    "success": True,
    "message": "Campaigns fetched successfully",
    "data": [_CAMPAIGN],
    "pagination": {"total": 1, "page": 1, "limit": 10, "totalPages": 1},
}
