"""An audience as one statement: who is meant by groups, segments or written addresses, and at which address."""

from collections.abc import Iterable, Sequence
from typing import Any

from audiences import segments
from audiences.addresses import canonical
from audiences.filters import Sql
from audiences.models import Group, Segment
from core.channels import Channel
from core.errors import Fault, InvalidError
from core.tenancy import scoped_company_id

COLUMNS = ("contact_id", "address", "language", "time_zone")
_COLUMN = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.WHATSAPP: "phone"}
_TOKENS = {Channel.APN: "app_tokens", Channel.BPN: "web_tokens"}

_MEMBERS = (
    "SELECT member.contact_id FROM audiences_groupmember AS member "
    "WHERE member.company_id = %s AND member.group_id = ANY (%s::bigint[])"
)
# An address belongs to one contact of a company at most, so that each row has an address of its own.
_ONE_EACH = """
SELECT contact.id AS contact_id, contact.{column} AS address, contact.language, contact.time_zone
FROM audiences_contact AS contact WHERE contact.company_id = %s AND contact.id IN ({chosen})
"""
# A contact has as many rows as devices.
_SEVERAL = """
SELECT contact.id AS contact_id, coalesce(token, '') AS address, contact.language, contact.time_zone
FROM audiences_contact AS contact LEFT JOIN LATERAL unnest(contact.{column}) AS token ON true
WHERE contact.company_id = %s AND contact.id IN ({chosen})
"""
# A device that two contacts share has one row; contacts without one have one each.
_ONE_A_DEVICE = """
SELECT DISTINCT ON (address, CASE WHEN address = '' THEN contact_id ELSE 0 END) * FROM ({rows}) AS found
ORDER BY address, CASE WHEN address = '' THEN contact_id ELSE 0 END, contact_id
"""
# A written address may be a contact's; where it is nobody's there is no contact, no language and no zone.
_WRITTEN = """
WITH known AS ({known})
SELECT known.id AS contact_id, written.address, coalesce(known.language, '') AS language,
       coalesce(known.time_zone, '') AS time_zone
FROM unnest(%s::text[]) WITH ORDINALITY AS written (address, place)
LEFT JOIN known ON known.address = written.address ORDER BY written.place
"""
_KNOWN = """
SELECT one.id, one.{column} AS address, one.language, one.time_zone FROM audiences_contact AS one
WHERE one.company_id = %s AND one.{column} = ANY (%s::text[]) AND one.{column} <> ''
"""
# No index has the devices: one walk over the contacts finds them all.
_KNOWN_DEVICES = """
SELECT DISTINCT ON (token) one.id, token AS address, one.language, one.time_zone
FROM audiences_contact AS one CROSS JOIN LATERAL unnest(one.{column}) AS token
WHERE one.company_id = %s AND token = ANY (%s::text[]) ORDER BY token, one.id
"""


def audience_sql(channel: str, *, list_ids: Iterable[int] = (), segment_ids: Iterable[int] = ()) -> Sql:
    """A statement that selects the contacts of groups and segments, each once, of the company in scope.

    Args:
        channel: a `Channel`.
        list_ids: groups.
        segment_ids: segments.

    Returns:
        The statement with the columns `COLUMNS`, and its parameters. The address is in its one form, and empty where
        the contact has none for the channel. For push a contact has a row for each device.

    Raises:
        InvalidError: nobody is named, or something that is not there (`LIST_NOT_FOUND`, `SEGMENT_NOT_FOUND`), or a
            segment asks for behaviour that nothing here knows.
    """
    company_id = scoped_company_id()
    parts = _chosen(company_id, list(dict.fromkeys(list_ids)), list(dict.fromkeys(segment_ids)))
    column = _COLUMN.get(Channel(channel))
    template = _ONE_EACH if column else _SEVERAL
    filled = [template.format(column=column or _TOKENS[Channel(channel)], chosen=chosen) for chosen, _ in parts]
    # Whole rows are united, not ids: PostgreSQL cannot tell how many ids a union leaves, and would look up each alone.
    rows = "UNION".join(filled)
    values = [value for _, own in parts for value in (company_id, *own)]
    return (rows if column else _ONE_A_DEVICE.format(rows=rows)).strip(), values


def inline_sql(channel: str, addresses: Sequence[str]) -> Sql:
    """The same for written addresses, in their order, each once; `contact_id` is null where no contact has it.

    Raises:
        InvalidError: with a fault for each that is no address of the channel.
    """
    found = [canonical(channel, text) for text in addresses]
    faults = [Fault((index,), "This is not an address for this channel.") for index, one in enumerate(found) if not one]
    if faults or not found:
        raise InvalidError(faults[0].message if faults else "Name at least one address.", faults=faults)
    written = list(dict.fromkeys(found))
    column = _COLUMN.get(Channel(channel))
    known = _KNOWN.format(column=column) if column else _KNOWN_DEVICES.format(column=_TOKENS[Channel(channel)])
    return _WRITTEN.format(known=known).strip(), [scoped_company_id(), written, written]


def _chosen(company_id: int, list_ids: list[int], segment_ids: list[int]) -> list[Sql]:
    """Statements that select the ids of contacts: one for all groups, and one for each segment."""
    if not list_ids and not segment_ids:
        raise InvalidError("Name at least one group or segment.")
    _check_there(Group, company_id, list_ids, "list")
    found = _check_there(Segment, company_id, segment_ids, "segment")
    parts = [segments.sql(segment) for segment in found]
    if list_ids:
        parts.insert(0, (_MEMBERS, [company_id, list_ids]))
    return parts


def _check_there(model: type[Group] | type[Segment], company_id: int, ids: list[int], what: str) -> list[Any]:
    """The rows; one that is not there is a fault at its place."""
    rows = model.objects.filter(company_id=company_id).in_bulk(ids) if ids else {}
    faults = [
        Fault((f"{what}_ids", index), f"There is no {what} {pk}.") for index, pk in enumerate(ids) if pk not in rows
    ]
    if faults:
        raise InvalidError(faults[0].message, faults=faults, code=f"{what.upper()}_NOT_FOUND")
    return [rows[pk] for pk in ids]
