"""Cells and rows as CSV (RFC 4180) that no spreadsheet mistakes. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

# It tells Excel that the file is UTF-8.
MARK = "\ufeff".encode()
# A cell that begins like this is a formula to a spreadsheet, whoever wrote it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as they stand in the file."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")
