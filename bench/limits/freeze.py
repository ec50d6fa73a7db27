"""The limit of a freeze: the same rows by one plain `INSERT … SELECT` into a table of the same columns and indexes.

It leaves out nobody, knows no caps and asks for no values; nobody's order matters to it.
"""

import psycopg

TABLE = "limit_sendrecord"
_MAKE = f"CREATE TABLE IF NOT EXISTS {TABLE} (LIKE delivery_sendrecord INCLUDING ALL)"
_FILL = f"""
INSERT INTO {TABLE} (company_id, run_id, number, contact_id, address, address_hash, state, reason, is_permanent,
    provider_id, values)
SELECT contact.company_id, 1, row_number() OVER (), contact.id, contact.email,
    sha256(convert_to(contact.email, 'UTF8')), 'planned', '', true, '', NULL
FROM audiences_groupmember member JOIN audiences_contact contact ON contact.id = member.contact_id
WHERE member.company_id = %s AND member.group_id = %s
"""


def clear(url: str) -> None:
    """An empty table."""
    with psycopg.connect(url) as connection:
        connection.execute(_MAKE)
        connection.execute(f"TRUNCATE {TABLE}")


def fill(url: str, company_id: int, group_id: int) -> int:
    """Write a row for everybody in a group; how many there were."""
    with psycopg.connect(url) as connection:
        return connection.execute(_FILL, [company_id, group_id]).rowcount
