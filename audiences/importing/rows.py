"""A row of the file becomes a line for the staging table, or the reasons why it is none. Pure, and hot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from audiences import checks
from audiences.importing import cells, mapping
from core.fields import fold

# The columns of the staging table between the row's number and the attributes.
TEXTS = ("external_id", "email", "phone", "first_name", "last_name", "language", "time_zone")
_PLACES = {name: place for place, name in enumerate(TEXTS)}
_FIRST, _LAST = _PLACES["first_name"], _PLACES["last_name"]
_ID, _EMAIL, _PHONE = _PLACES["external_id"], _PLACES["email"], _PLACES["phone"]
# By id, by e-mail address, and by phone number: the row that has it.
Keys = tuple[dict[str, int], dict[str, int], dict[str, int]]
_KEY_NAMES = ("id", "e-mail address", "phone number")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken.

    Args:
        row: as a spreadsheet numbers it.
        reason: for people.
        column: its header; empty for the whole row.
        value: what stands there.
        is_repeat: whether it says again what an earlier row says.
    """

    row: int
    reason: str
    column: str = ""
    value: str = ""
    is_repeat: bool = False


class RowReader:
    """Reads rows by a mapping.

    Args:
        columns: where each column goes.
        headers: what the columns are called.
        region: the country whose phone numbers may stand without their code.
    """

    def __init__(self, columns: Sequence[mapping.Column], headers: Sequence[str], region: str) -> None:
        readers: dict[str, cells.Reader] = {
            "external_id": cells.line(128),
            "email": cells.email,
            "phone": cells.phone(region),
            "first_name": cells.line(255),
            "last_name": cells.line(255),
            "full_name": cells.line(510),
            "language": cells.language,
            "time_zone": cells.time_zone,
        }
        self._headers = list(headers)
        self._texts = [
            (index, _PLACES.get(column.target, -1), readers[column.target])
            for index, column in enumerate(columns)
            if column.target in readers
        ]
        self._attributes = [
            (index, column.name, mapping.reader_of(column))
            for index, column in enumerate(columns)
            if column.target in mapping.ATTRIBUTES
        ]
        self.begin()

    @property
    def keys(self) -> Keys:
        """Those of the rows of this chunk, and which row has them."""
        return self._seen

    def begin(self) -> None:
        """Begin a chunk: rows are compared with those of their own chunk here, and with earlier ones by the merge."""
        self._seen: Keys = ({}, {}, {})

    def read(self, row: int, found: list[str]) -> tuple[str, list[Problem]]:
        """A line for the staging table, without its end, or why there is none.

        Args:
            row: its number.
            found: its cells.
        """
        width = len(self._headers)
        if len(found) != width:
            if any(cell.strip() for cell in found[width:]):
                return "", [Problem(row, f"It has {len(found)} cells, and the header has {width}.")]
            # Spreadsheets leave out empty cells at the end.
            found = found[:width] + [""] * (width - len(found))
        texts, attributes, problems = [""] * len(TEXTS), dict[str, Any](), list[Problem]()
        for index, place, read in self._texts:
            if text := found[index].strip():
                try:
                    value = read(text)
                except cells.CellError as error:
                    problems.append(self._problem(row, index, text, error))
                    continue
                if place >= 0:
                    texts[place] = value
                else:
                    _put_whole_name(texts, value)
        for index, name, read in self._attributes:
            if text := found[index].strip():
                try:
                    attributes[name] = read(text)
                except cells.CellError as error:
                    problems.append(self._problem(row, index, text, error))
        return self._finished(row, texts, attributes, problems)

    def _problem(self, row: int, index: int, text: str, error: cells.CellError) -> Problem:
        return Problem(row, str(error), self._headers[index][:255], text)

    def _finished(
        self, row: int, texts: list[str], attributes: dict[str, Any], problems: list[Problem]
    ) -> tuple[str, list[Problem]]:
        keys = (texts[_ID], texts[_EMAIL], texts[_PHONE])
        if not problems and not any(keys):
            problems = [Problem(row, "It has no e-mail address, no phone number and no id.")]
        dumped = orjson.dumps(attributes).decode() if attributes else "{}"
        if len(dumped) > checks.MOST_BYTES:
            problems.append(Problem(row, f"Its attributes take more than {checks.MOST_BYTES // 1024} kB."))
        if not problems:
            problems = self._repeats(row, keys)
        if problems:
            return "", problems
        line = "\t".join((str(row), *texts, fold(texts[_FIRST]), fold(texts[_LAST]), dumped))
        return line.replace("\\", "\\\\"), []

    def _repeats(self, row: int, keys: tuple[str, str, str]) -> list[Problem]:
        """Whether a row of the same chunk has one of its keys; else its keys are taken from now on."""
        ids, emails, phones = self._seen
        external_id, email, phone = keys
        if external_id in ids or email in emails or phone in phones:
            for seen, key, name in zip(self._seen, keys, _KEY_NAMES, strict=True):
                if key in seen:
                    return [Problem(row, f"Row {seen[key]} has the same {name}.", value=key, is_repeat=True)]
        if external_id:
            ids[external_id] = row
        if email:
            emails[email] = row
        if phone:
            phones[phone] = row
        return []


def _put_whole_name(texts: list[str], value: str) -> None:
    """What columns of their own say counts more."""
    first, _, last = value.rpartition(" ")
    texts[_FIRST] = texts[_FIRST] or (first or last)[:255]
    texts[_LAST] = texts[_LAST] or (last if first else "")[:255]
