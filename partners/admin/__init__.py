"""The back office's pages on partners' items, and their share in the campaign's pages."""

from partners.admin import campaign_pages, source

__all__ = ["campaign_pages", "source"]
