"""How an import finds who is there already: by the keys, also in a company that PostgreSQL's statistics do not know."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audiences import contacts
from audiences.importing import statements
from tests.audiences.files import run, started

pytestmark = pytest.mark.django_db

# Long keys make their indexes high, so that those of names, which are all alike, look cheaper.
_PEOPLE = """
INSERT INTO audiences_contact (uuid, company_id, external_id, email, phone, app_tokens, web_tokens, first_name,
    last_name, first_name_folded, last_name_folded, language, time_zone, attributes, consent, created_at, updated_at)
SELECT core_uuid7(), %s, repeat('C', 100) || i, repeat('p', 200) || i || '@people.example', '+479' || 1000000 + i,
    '{}', '{}', 'Kari', '', 'kari', '', '', '', '{}', '{}', now(), now()
FROM generate_series(1, 5000) AS i
"""


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (statements.MATCH, {"import": 0, "update": True}),
        (statements.SCOUT, {"external_id": ["7"], "email": ["p"], "phone": ["+47"]}),
    ],
)
def test_a_new_companys_contacts_are_looked_up_by_their_keys(company, other_company, statement, named):
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [company.pk])
        cursor.execute("ANALYZE audiences_contact")
        cursor.execute(statements.PINNED)
        cursor.execute(statements.MAKE_STAGING)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", {"company": other_company.pk, **named})
        plan = json.dumps(cursor.fetchone()[0])
    used = {name for name in _INDEXES if f'"Index Name": "{name}"' in plan}
    assert used == {"contact_external_id", "contact_email", "contact_phone"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("known", "matched"), [("", 0), ("kari@example.com\n", 1)])
def test_only_a_chunk_with_somebody_known_is_matched_row_by_row(company, scope, known, matched):
    contacts.create(company_id=company.pk, fields={"email": "kari@example.com"})
    waiting = started(company, f"email\na@example.com\n{known}")
    with CaptureQueriesContext(connection) as queries:
        found = run(waiting)
    assert sum("INSERT INTO import_match" in query["sql"] for query in queries) == matched
    assert (found.created, found.unchanged) == (1, matched)


_INDEXES = (
    "contact_external_id",
    "contact_email",
    "contact_phone",
    "contact_list",
    "contact_first_name",
    "contact_last_name",
)
