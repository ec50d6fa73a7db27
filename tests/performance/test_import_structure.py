"""How an import finds who is there already: by the keys, also in a company that PostgreSQL's statistics do not know."""

import json

import pytest
from django.db import connection

from audiences.importing import statements

pytestmark = pytest.mark.django_db

# Long keys make their indexes high, so that those of names, which are all alike, look cheaper.
_PEOPLE = """
INSERT INTO audiences_contact (uuid, company_id, external_id, email, phone, app_tokens, web_tokens, first_name,
    last_name, first_name_folded, last_name_folded, language, time_zone, attributes, consent, created_at, updated_at)
SELECT core_uuid7(), %s, repeat('C', 100) || i, repeat('p', 200) || i || '@people.example', '+479' || 1000000 + i,
    '{}', '{}', 'Kari', '', 'kari', '', '', '', '{}', '{}', now(), now()
FROM generate_series(1, 5000) AS i
"""


def test_a_new_companys_contacts_are_looked_up_by_their_keys(company, other_company):
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [company.pk])
        cursor.execute("ANALYZE audiences_contact")
        cursor.execute(statements.PINNED)
        cursor.execute(statements.MAKE_STAGING)
        named = {"company": other_company.pk, "import": 0, "update": True, "by_email": "{}", "by_phone": "{}"}
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statements.MATCH}", named)
        plan = json.dumps(cursor.fetchone()[0])
    used = {name for name in _INDEXES if f'"Index Name": "{name}"' in plan}
    assert used == {"contact_external_id", "contact_email", "contact_phone"}


_INDEXES = (
    "contact_external_id",
    "contact_email",
    "contact_phone",
    "contact_list",
    "contact_first_name",
    "contact_last_name",
)
