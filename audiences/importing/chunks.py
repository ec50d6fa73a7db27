"""A file as chunks that can be taken in one by one, each made while the one before it is taken in."""

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db import connections

from audiences import pieces
from audiences.importing import mapping
from audiences.importing.lines import lines
from audiences.importing.records import Record, records
from audiences.importing.rows import Problem, RowReader
from audiences.importing.scouting import Scout
from audiences.models import Import
from core.ids import new_uuid_text

ROWS = 20_000
# Rows may be wide: what is held in memory is bounded by this.
CHARACTERS = 6_000_000
_PATIENCE = 0.2

T = TypeVar("T")


@dataclass(slots=True)
class Chunk:
    """Some rows of the file, ready for the staging table.

    Args:
        rows: how many rows of the file it stands for, refused ones included.
        row: the number of the last.
        lines_done: how many lines of the file are done with it.
        staged: lines in PostgreSQL's text format for COPY.
        problems: of the rows that are refused.
        refused: how many rows are, other than repeated ones.
        repeated: how many rows say again what earlier ones say.
        is_all_new: whether nobody in it was there when it was made, so that it is likely that nobody is.
    """

    rows: int = 0
    row: int = 0
    lines_done: int = 0
    staged: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    repeated: int = 0
    is_all_new: bool = False


def chunks(import_: Import) -> Iterator[Chunk]:
    """The rest of an import's file."""
    reader = RowReader(mapping.restored(import_.mapping), import_.headers, import_.region)
    scout = Scout(import_.company_id)
    found = _records(import_)
    while True:
        chunk = _next(found, reader)
        if not chunk.rows:
            return
        chunk.is_all_new = scout.finds_nobody(reader.keys)
        yield chunk


def _records(import_: Import) -> Iterator[Record]:
    parts = pieces.read(company_id=import_.company_id, file=import_.file)
    left = islice(lines(parts, import_.encoding), import_.lines_done, None)
    return records(left, import_.delimiter, row=import_.row, done=import_.lines_done)


def _next(found: Iterator[Record], reader: RowReader) -> Chunk:
    chunk, length = Chunk(), 0
    reader.begin()
    for record in found:
        line, problems = _read(record, reader)
        if line:
            chunk.staged.append(f"{line}\t{new_uuid_text()}\n")
        elif problems[0].is_repeat:
            chunk.repeated += 1
        else:
            chunk.refused += 1
        chunk.problems += problems
        chunk.rows += 1
        chunk.row, chunk.lines_done = record.row, record.lines
        length += len(line) + sum(len(problem.value) for problem in problems)
        if chunk.rows == ROWS or length > CHARACTERS:
            break
    return chunk


def _read(record: Record, reader: RowReader) -> tuple[str, list[Problem]]:
    if record.problem:
        return "", [Problem(record.row, record.problem)]
    return reader.read(record.row, record.cells)


def one_ahead(make: Callable[[], Iterator[T]]) -> Generator[T, None, None]:
    """What an iterator gives, each made in a thread while the one before it is in use.

    Args:
        make: makes the iterator; called in the thread, whose database connection is its own.
    """
    made: queue.Queue[T | BaseException | None] = queue.Queue(maxsize=1)
    stopped = threading.Event()
    thread = threading.Thread(target=_fill, args=(make, made, stopped), name="import-reader", daemon=True)
    thread.start()
    try:
        while (found := made.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        stopped.set()
        thread.join()


def _fill(
    make: Callable[[], Iterator[T]], made: "queue.Queue[T | BaseException | None]", stopped: threading.Event
) -> None:
    last: BaseException | None = None
    try:
        for found in make():
            if not _handed(found, made, stopped):
                return
    except Exception as error:  # noqa: BLE001 - raised again where the chunks are used
        last = error
    finally:
        connections.close_all()  # the thread's own
    _handed(last, made, stopped)


def _handed(
    found: "T | BaseException | None", made: "queue.Queue[T | BaseException | None]", stopped: threading.Event
) -> bool:
    """Put it where the other thread finds it, unless that one has stopped."""
    while not stopped.is_set():
        try:
            made.put(found, timeout=_PATIENCE)
        except queue.Full:
            continue
        return True
    return False
