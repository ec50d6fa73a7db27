"""The back office's pages on contacts, groups, segments and the ledger."""

from audiences.admin import contacts, groups, imports, segments, suppressions

__all__ = ["contacts", "groups", "imports", "segments", "suppressions"]
