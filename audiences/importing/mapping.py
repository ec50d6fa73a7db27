"""Which column goes where: what there is to choose, what a header makes likely, and what cannot be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from audiences import checks
from audiences.importing import cells
from core.errors import Fault, InvalidError
from core.fields import fold

MOST_COLUMNS = 400
LONGEST_HEADER = 255
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
IDENTITIES = ("external_id", "email", "phone")
FIELDS = {
    "external_id": "Your id",
    "email": "E-mail address",
    "phone": "Phone number",
    "first_name": "First name",
    "last_name": "Last name",
    "full_name": "Whole name",
    "language": "Language",
    "time_zone": "Time zone",
}
ATTRIBUTES = {
    "text": "Attribute: text",
    "number": "Attribute: number",
    "day": "Attribute: date",
    "truth": "Attribute: yes or no",
}
_READERS: dict[str, cells.Reader] = {
    "text": cells.attribute_text,
    "number": cells.number,
    "day": cells.day,
    "truth": cells.truth,
}
_WORDS = {
    "external_id": "id externalid contactid customerid customerno customernumber kundeid kundenr kundenummer medlemsnr "
    "medlemsnummer memberid membernumber",
    "email": "email emailaddress mail epost epostadresse mailadresse",
    "phone": "phone phonenumber mobile mobilephone cell cellphone tel telephone telefon telefonnr telefonnummer tlf "
    "tlfnr mobil mobilnr mobilnummer mobiltelefon msisdn sms",
    "first_name": "firstname givenname forename fornavn",
    "last_name": "lastname surname familyname etternavn slektsnavn",
    "full_name": "name fullname navn kontaktnavn contactname",
    "language": "language lang locale språk sprak målform",
    "time_zone": "timezone tz tidssone",
}
_GUESSES = {fold(word): target for target, words in _WORDS.items() for word in words.split()}
_NOT_IN_WORDS = re.compile(r"[\W_]+")
_NOT_IN_KEYS = re.compile(r"[^\w -]+")


@dataclass(frozen=True, slots=True)
class Column:
    """Where one column goes.

    Args:
        target: a key of `FIELDS` or `ATTRIBUTES`; empty where it is left out.
        name: the attribute's.
    """

    target: str = ""
    name: str = ""


def guess(headers: Sequence[str], examples: Sequence[Sequence[str]] = ()) -> list[Column]:
    """What each column is likely to be; what nobody knows becomes an attribute.

    Args:
        headers: the first row.
        examples: some rows below it.
    """
    found: list[Column] = []
    for index, header in enumerate(headers):
        target = _GUESSES.get(_NOT_IN_WORDS.sub("", fold(header)), "")
        if target and all(column.target != target for column in found):
            found.append(Column(target))
        else:
            found.append(_attribute(header, [row[index] for row in examples if index < len(row)], found))
    return found


def _attribute(header: str, values: Sequence[str], before: Sequence[Column]) -> Column:
    name = _NOT_IN_KEYS.sub(" ", header).strip(" ")[: checks.LONGEST_KEY].strip()
    name = " ".join(name.split())
    taken = any(column.name == name for column in before)
    many = sum(bool(column.name) for column in before) >= checks.MOST_ATTRIBUTES
    if not name or taken or many or not checks.KEY.fullmatch(name):
        return Column()
    return Column(_type(values), name)


def _type(values: Sequence[str]) -> str:
    """What all values are. Numbers stay text unless they are told to be numbers: a postal code is none."""
    told = [value.strip() for value in values if value.strip()]
    return "day" if told and all(_reads(cells.day, value) for value in told) else "text"


def _reads(reader: cells.Reader, value: str) -> bool:
    try:
        reader(value)
    except cells.CellError:
        return False
    return True


def reader_of(column: Column) -> cells.Reader:
    """What reads an attribute's cells."""
    return _READERS[column.target]


def stored(columns: Sequence[Column]) -> list[dict[str, str]]:
    """As the import keeps it."""
    return [asdict(column) for column in columns]


def restored(data: Sequence[Mapping[str, Any]]) -> list[Column]:
    """What the import kept."""
    return [Column(str(one.get("target", "")), str(one.get("name", ""))) for one in data]


def check(columns: Sequence[Column]) -> None:
    """Refuse what cannot be.

    Raises:
        InvalidError: with a fault for each column that is wrong, by its place from 0.
    """
    faults = [fault for index, column in enumerate(columns) if (fault := _fault(index, column, columns))]
    if not faults and not any(column.target in IDENTITIES for column in columns):
        faults = [Fault(["mapping"], "Say which column holds the e-mail address, the phone number or your id.")]
    if sum(column.target in ATTRIBUTES for column in columns) > checks.MOST_ATTRIBUTES:
        faults.append(Fault(["mapping"], f"A contact has at most {checks.MOST_ATTRIBUTES} attributes."))
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def _fault(index: int, column: Column, columns: Sequence[Column]) -> Fault | None:
    path: list[str | int] = ["mapping", index]
    if not column.target:
        return None
    if column.target in ATTRIBUTES:
        _, wrong = checks.attributes({column.name: "x"})
        if wrong:
            return Fault(path, f"Column {index + 1}: {wrong[0].message}")
    elif column.target not in FIELDS:
        return Fault(path, f"Column {index + 1}: there is nothing called “{column.target[:40]}”.")
    first = columns.index(column)
    if first < index:
        what = column.name or FIELDS[column.target].lower()
        return Fault(path, f"Columns {first + 1} and {index + 1} cannot both be {what}.")
    same = [other for other in columns[:index] if other.name and other.name == column.name]
    return Fault(path, f"Two columns are called {column.name}.") if same else None


def shown_header(text: str) -> str:
    """A column's name as it can be kept."""
    return _UNKEEPABLE.sub("\ufffd", " ".join(text.split()))[:LONGEST_HEADER]
