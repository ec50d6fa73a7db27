"""The beginning of a file, as a person sees it before they say yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from audiences import pieces
from audiences.importing import dialect, mapping
from audiences.importing.lines import lines
from audiences.importing.records import records
from audiences.importing.rows import Problem, RowReader
from audiences.models import Import
from core.errors import InvalidError

SHOWN = 10

# The header and the rows shown begin the file; nothing beyond is read for them.
SAMPLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Preview:
    """A file's beginning, read by one dialect.

    Args:
        headers: its first row.
        row: the number of that row.
        lines_done: how many lines of the file are done with it.
        rows: some below it, by number.
        problems: what could not be read in them.
    """

    headers: list[str]
    row: int
    lines_done: int
    rows: list[tuple[int, list[str]]]
    problems: list[Problem]


def look(import_: Import) -> Preview:
    """The beginning of an import's file, read as the import says."""
    parts = pieces.read(company_id=import_.company_id, file=import_.file)
    return read(next(parts, b""), dialect.Dialect(import_.encoding, import_.delimiter))


def read(sample: bytes, how: dialect.Dialect) -> Preview:
    """The beginning of a file.

    Args:
        sample: its first bytes, cut anywhere.

    Raises:
        InvalidError: there is no header, none with a name in it, one with too many columns, or no row.
    """
    found = list(islice(records(lines([sample[:SAMPLE]], how.encoding), how.delimiter), SHOWN + 1))
    good = [record for record in found if not record.problem]
    if not good or not any(cell.strip() for cell in good[0].cells):
        raise InvalidError("The file is empty, or does not begin with a row of column names.", code="NO_HEADER")
    headers = [mapping.shown_header(cell) for cell in good[0].cells]
    if len(headers) > mapping.MOST_COLUMNS:
        raise InvalidError(f"A file has at most {mapping.MOST_COLUMNS} columns; this one has {len(headers):,}.")
    if len(found) < 2:
        raise InvalidError("The file has no rows below the column names.", code="NO_ROWS")
    problems = [Problem(record.row, record.problem) for record in found if record.problem]
    first = good[0]
    return Preview(headers, first.row, first.lines, [(record.row, record.cells) for record in good[1:]], problems)


def try_out(preview: Preview, columns: Sequence[mapping.Column], region: str) -> list[Problem]:
    """What a mapping would say to the rows that are shown."""
    reader = RowReader(columns, preview.headers, region)
    return [problem for row, cells in preview.rows for problem in reader.read(row, cells)[1]]
