"""The back office's pages on campaigns and their content, and on the brand that they inherit from."""

from campaigns.admin import (
    brand,
    campaign,
    content,
    copying_pages,
    planning_calls,
    planning_page,
    replace_page,
    resume_page,
)

__all__ = [
    "brand",
    "campaign",
    "content",
    "copying_pages",
    "planning_calls",
    "planning_page",
    "replace_page",
    "resume_page",
]
