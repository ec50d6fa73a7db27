"""Writing a table as a file, a row at a time: CSV for programs, a workbook for people."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from analytics.exporting.shapes import Column, Type
from analytics.exporting.tables import Row, Table
from analytics.metrics import exact
from analytics.models import Format
from core.csv_cells import defused
from core.errors import InvalidError

MOST_ROWS = 1_048_575
_WIDTHS = {Type.TEXT: 24, Type.DAY: 12, Type.MOMENT: 17, Type.WHOLE: 13, Type.DECIMAL: 13}
_PATTERNS = {Type.DAY: "yyyy-mm-dd", Type.MOMENT: "yyyy-mm-dd hh:mm", Type.WHOLE: "#,##0", Type.DECIMAL: "#,##0.00####"}


def check(format_: str, table: Table) -> None:
    """Refuse a table that its format cannot hold.

    Raises:
        InvalidError: more rows than a worksheet has.
    """
    if format_ == Format.XLSX and table.total > MOST_ROWS:
        raise InvalidError(
            f"This table has {table.total:,} rows, and a worksheet holds {MOST_ROWS:,}: take CSV, or fewer days."
        )


def write(format_: str, path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Write a table.

    Args:
        path: a new file, in a folder that holds further files meanwhile.

    Returns:
        How many rows there were, the header not among them.
    """
    return _WRITERS[Format(format_)](path, columns, rows)


def _write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """As RFC 4180 has it; the mark at the beginning tells Excel that it is UTF-8."""
    written = 0
    shown = [_SHOWN[column.type] for column in columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(column.label for column in columns)
        for row in rows:
            out.writerow(["" if cell is None else show(cell) for show, cell in zip(shown, row, strict=True)])
            written += 1
    return written


def _moment(value: datetime) -> str:
    return value.isoformat(" ", "minutes")


_SHOWN: dict[Type, Callable[[Any], str]] = {
    Type.TEXT: defused,
    Type.DAY: date.isoformat,
    Type.MOMENT: _moment,
    Type.WHOLE: str,
    Type.DECIMAL: exact,
}


def _write_xlsx(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    """Each row goes to the disk as soon as the next one begins. Texts are written as texts, never as formulas."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    sheet = _headed(book, columns)
    cells = [_cells(sheet, book, column.type) for column in columns]
    written = 0
    for written, row in enumerate(rows, 1):
        for place, (put, cell) in enumerate(zip(cells, row, strict=True)):
            if cell is not None:
                put(written, place, cell)
    book.close()
    return written


def _headed(book: Any, columns: Sequence[Column]) -> Any:
    """A worksheet with its first row, which stays in sight."""
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS[column.type])
        sheet.write_string(0, place, column.label, bold)
    return sheet


def _cells(sheet: Any, book: Any, kind: Type) -> Callable[[int, int, Any], None]:
    """What puts a value of one type into a cell."""
    if kind is Type.TEXT:
        return lambda row, place, value: sheet.write_string(row, place, value)
    form = book.add_format({"num_format": _PATTERNS[kind]})
    if kind in (Type.DAY, Type.MOMENT):
        return lambda row, place, value: sheet.write_datetime(row, place, value, form)
    return lambda row, place, value: sheet.write_number(row, place, float(value), form)


_WRITERS: dict[Format, Callable[[Path, Sequence[Column], Iterable[Row]], int]] = {
    Format.CSV: _write_csv,
    Format.XLSX: _write_xlsx,
}
