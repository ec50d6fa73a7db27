"""Rows of a CSV file, with the way back where a quotation mark was never closed. Pure."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from audiences.importing.lines import TOO_LONG

# A cell with an address in it has some lines; more are a quotation mark that somebody forgot to close.
MOST_LINES = 100


class Record(NamedTuple):
    """One row of the file.

    Args:
        row: as a spreadsheet numbers it, from 1.
        lines: how many lines of the file are done with this row.
        cells: its cells; none where there is a problem.
        problem: why it could not be read.
    """

    row: int
    lines: int
    cells: list[str]
    problem: str = ""


class _Broken(Exception):  # noqa: N818 - no error of ours: the row has more lines than any
    """A row goes on and on."""


class _Source:
    """Lines that can be given back."""

    def __init__(self, lines: Iterator[str], done: int) -> None:
        self._lines = lines
        self._again = deque[str]()
        self._pulled: list[str] = []
        self.done = done

    def plain(self) -> str | None:
        """The next line, done with, where it is a row by itself and needs no `csv`; None where it is not."""
        if self._again:
            return None
        line = next(self._lines, "")
        if '"' in line or len(line) > csv.field_size_limit() or not line or line.startswith(TOO_LONG):
            self._again.extend([line] if line else [])
            return None
        self.done += 1
        return line

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._pulled.append(line)
        if len(self._pulled) > MOST_LINES or line.startswith(TOO_LONG):
            raise _Broken
        return line

    def keep(self) -> None:
        """The lines since the last time are a row."""
        self.done += len(self._pulled)
        self._pulled.clear()

    def give_back(self) -> None:
        """The first of them is no row; the others are read again."""
        self.done += 1
        self._again.extendleft(reversed(self._pulled[1:]))
        self._pulled.clear()


def records(lines: Iterator[str], delimiter: str, *, row: int = 0, done: int = 0) -> Iterator[Record]:
    """The rows of a file. Empty lines have a number, but are no rows.

    Args:
        lines: the lines that are not done yet.
        row: the number of the last row that is done.
        done: how many lines are done.
    """
    source = _Source(lines, done)
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        row += 1
        # Most rows are such, and half as much work this way.
        if (line := source.plain()) is not None:
            if line != "\n":
                yield Record(row, source.done, line.removesuffix("\n").split(delimiter))
            continue
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Broken):
            source.give_back()
            yield Record(row, source.done, [], "A quotation mark is not closed, or a cell is longer than any can be.")
            continue
        source.keep()
        if cells:
            yield Record(row, source.done, cells)
