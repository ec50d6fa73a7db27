"""The limit of an import: the file read and checked, COPY to a staging table, and one merge. No more.

It keeps nothing to be taken back by, writes no refused rows, tells no progress, and a crash begins it anew.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import psycopg

_EMAIL = re.compile(r"[a-z0-9._+-]+@[a-z0-9.-]+\.[a-z]{2,}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_STAGE = """
CREATE TEMPORARY TABLE stage (external_id text COLLATE "C", email text COLLATE "C", phone text COLLATE "C",
    first_name text, last_name text, attributes jsonb) ON COMMIT DROP
"""
# Whoever is there already is found by their e-mail address, as one constraint can tell.
_MERGE = """
INSERT INTO audiences_contact AS kept (uuid, company_id, external_id, email, phone, app_tokens, web_tokens, first_name,
    last_name, first_name_folded, last_name_folded, language, time_zone, attributes, consent, created_at, updated_at)
SELECT core_uuid7(), %s, external_id, email, phone, '{}', '{}', first_name, last_name, lower(first_name),
    lower(last_name), '', '', attributes, '{}', now(), now()
FROM stage ORDER BY email
ON CONFLICT (company_id, email) WHERE NOT (email = '') DO UPDATE
SET external_id = EXCLUDED.external_id, phone = EXCLUDED.phone, first_name = EXCLUDED.first_name,
    last_name = EXCLUDED.last_name, attributes = kept.attributes || EXCLUDED.attributes, updated_at = now()
"""
_JOIN = """
INSERT INTO audiences_groupmember (company_id, group_id, contact_id, added_at)
SELECT %s, %s, contact.id, now() FROM stage
JOIN audiences_contact contact ON contact.company_id = %s AND contact.email = stage.email
ON CONFLICT (group_id, contact_id) DO NOTHING
"""


def load(url: str, path: Path, company_id: int, group_id: int) -> None:
    """Take a file in, in one transaction."""
    with psycopg.connect(url) as connection:
        connection.execute(_STAGE)
        columns = "external_id, email, phone, first_name, last_name, attributes"
        with connection.cursor().copy(f"COPY stage ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["text", "text", "text", "text", "text", "jsonb"])
            for row in _rows(path):
                copy.write_row(row)
        connection.execute("ANALYZE stage")
        connection.execute(_MERGE, [company_id])
        connection.execute(_JOIN, [company_id, group_id, company_id])


def _rows(path: Path) -> Iterator[tuple[str, ...]]:
    with path.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for external_id, email, phone, first, last, city in rows:
            if _EMAIL.fullmatch(address := email.strip().lower()) and _PHONE.fullmatch(phone):
                attributes = orjson.dumps({"City": city}).decode()
                yield external_id, address, phone, first.strip(), last.strip(), attributes
