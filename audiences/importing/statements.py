"""The statements that take a chunk of rows in. Pure text.

All run in one transaction, with plans that look rows up by an index: what PostgreSQL knows of a table that just grew
a thousandfold would mislead it to read the whole table for each chunk.
"""

from audiences.checks import MOST_ATTRIBUTES, MOST_BYTES

PINNED = """
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL work_mem = '32MB'
"""
# Foreign keys are checked at the commit, row by row: planning each check anew would cost more than all the rest.
RELEASED = """
SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on;
SET LOCAL plan_cache_mode = auto
"""
# Two imports of one company take turns, chunk by chunk; who writes single contacts never waits here.
TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtext('audiences.import'), (%s::bigint & 2147483647)::int)"

_TEXTS = """row bigint, external_id text COLLATE "C", email text COLLATE "C", phone text COLLATE "C",
    first_name text, last_name text, language text, time_zone text,
    first_name_folded text COLLATE "C", last_name_folded text COLLATE "C", attributes jsonb, uuid uuid"""
# What nobody said of a row otherwise: it is somebody new.
MAKE_STAGING = f"""
CREATE TEMPORARY TABLE IF NOT EXISTS import_stage ({_TEXTS}) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS import_match ({_TEXTS},
    contact_id bigint DEFAULT nextval('audiences_contact_id_seq'), is_new boolean DEFAULT true,
    problem text DEFAULT '', other bigint) ON COMMIT DELETE ROWS
"""
_COPIED = """row, external_id, email, phone, first_name, last_name, language, time_zone, first_name_folded,
    last_name_folded, attributes, uuid"""
FILL_STAGING = f"COPY import_stage ({_COPIED}) FROM STDIN"
# A chunk of new people needs no look at each of them: if one is not new after all, a unique key refuses the chunk.
FILL_MATCH = f"COPY import_match ({_COPIED}) FROM STDIN"

# The company stands in a subselect: as a constant it is one that statistics do not know yet where it is new, PostgreSQL
# takes it for one without contacts, and any index that begins with the company looks as good as the one of the key.
_BY = """CASE WHEN stage.{0} <> '' THEN (
        SELECT id FROM audiences_contact
        WHERE company_id = (SELECT %(company)s::bigint) AND {0} = stage.{0} AND {0} <> ''
    ) END AS by_{0}"""

# Stops at the first who is there.
_ANYBODY = """EXISTS (
        SELECT FROM unnest(%({0})s::text[]) AS key CROSS JOIN LATERAL (
            SELECT FROM audiences_contact
            WHERE company_id = (SELECT %(company)s::bigint) AND {0} = key AND {0} <> '' OFFSET 0
        ) found
    )"""
SCOUT = "SELECT " + " OR ".join(_ANYBODY.format(key) for key in ("external_id", "email", "phone"))

# Who is it? By id, then e-mail address, then phone number; what would make one contact of two is refused, and so is
# what says again what an earlier row of this file said.
MATCH = f"""
WITH found AS MATERIALIZED (
    SELECT stage.*, {", ".join(_BY.format(key) for key in ("external_id", "email", "phone"))} FROM import_stage stage
),
named AS MATERIALIZED (
    SELECT found.*, coalesce(by_external_id, by_email, by_phone) AS known_id,
        coalesce(by_external_id <> by_email, false) OR coalesce(by_external_id <> by_phone, false)
            OR coalesce(by_email <> by_phone, false) AS is_torn
    FROM found
),
firsts AS MATERIALIZED (
    SELECT named.*, min(row) FILTER (WHERE NOT is_torn) OVER (PARTITION BY known_id) AS first_row FROM named
),
judged AS MATERIALIZED (
    SELECT firsts.*, earlier.row AS earlier_row,
        CASE
            WHEN is_torn THEN 'two'
            WHEN known_id IS NULL THEN ''
            WHEN earlier.row IS NOT NULL THEN 'repeat'
            WHEN first_row < firsts.row THEN 'repeat'
            WHEN contact.external_id <> '' AND firsts.external_id <> ''
                AND contact.external_id <> firsts.external_id THEN 'id'
            WHEN %(update)s AND firsts.attributes <> '{{}}' AND (
                octet_length((contact.attributes || firsts.attributes)::text) > {MOST_BYTES}
                OR (SELECT count(*) FROM jsonb_object_keys(contact.attributes || firsts.attributes)) > {MOST_ATTRIBUTES}
            ) THEN 'full'
            ELSE ''
        END AS problem
    FROM firsts
    LEFT JOIN LATERAL (
        SELECT row FROM audiences_importedcontact WHERE of_id = %(import)s AND contact_id = known_id OFFSET 0
    ) earlier ON true
    LEFT JOIN LATERAL (
        SELECT external_id, attributes FROM audiences_contact WHERE id = known_id OFFSET 0
    ) contact ON true
)
INSERT INTO import_match ({_COPIED}, contact_id, is_new, problem, other)
SELECT {_COPIED},
    CASE WHEN problem = '' THEN coalesce(known_id, nextval('audiences_contact_id_seq')) END,
    problem = '' AND known_id IS NULL, problem, CASE WHEN problem = 'repeat' THEN coalesce(earlier_row, first_row) END
FROM judged
"""  # noqa: S608 - names of our own only

PROBLEMS = """
SELECT row, problem, other, coalesce(nullif(external_id, ''), nullif(email, ''), phone)
FROM import_match WHERE problem <> '' ORDER BY row
"""

# In the order of their keys, so that nobody who does the same waits in a circle.
LOCK = """
SELECT count(*) FROM (
    SELECT id FROM audiences_contact WHERE id IN (SELECT contact_id FROM import_match WHERE problem = '' AND NOT is_new)
    ORDER BY id FOR NO KEY UPDATE
) locked
"""

_SAID = """(CASE WHEN match.email <> '' THEN %(by_email)s::jsonb ELSE '{}' END
        || CASE WHEN match.phone <> '' THEN %(by_phone)s::jsonb ELSE '{}' END)"""

CREATE = f"""
WITH fresh AS (
    INSERT INTO audiences_contact (id, uuid, company_id, external_id, email, phone, app_tokens, web_tokens, first_name,
        last_name, first_name_folded, last_name_folded, language, time_zone, attributes, consent, created_at,
        updated_at)
    SELECT contact_id, uuid, %(company)s, external_id, email, phone, '{{}}', '{{}}', first_name,
        last_name, first_name_folded, last_name_folded, language, time_zone, attributes, {_SAID}, %(at)s, %(at)s
    FROM import_match match WHERE is_new ORDER BY email, phone, external_id
)
INSERT INTO audiences_importedcontact (company_id, of_id, contact_id, row, at, is_new, before)
SELECT %(company)s, %(import)s, contact_id, row, %(at)s, true, NULL FROM import_match WHERE is_new ORDER BY contact_id
"""  # noqa: S608 - names of our own only

_FILLED = (
    "external_id", "email", "phone", "language", "time_zone", "first_name", "last_name", "first_name_folded",
    "last_name_folded",
)  # fmt: skip
_NEW = ",\n        ".join(
    f"CASE WHEN match.{name} <> '' THEN match.{name} ELSE contact.{name} END AS {name}" for name in _FILLED
)
_COMPARED = (*_FILLED, "attributes", "consent")
_BEFORE = "\n            || ".join(
    f"CASE WHEN now.{name} IS DISTINCT FROM contact.{name} "
    f"THEN jsonb_build_object('{name}', contact.{name}) ELSE '{{}}' END"
    for name in _COMPARED
)

# An empty cell says nothing. What a contact said of consent before counts more than what the file's owner says now.
UPDATE = f"""
WITH next AS MATERIALIZED (
    SELECT contact.id, match.row, now.*, {_BEFORE} AS before
    FROM import_match match
    CROSS JOIN LATERAL (SELECT * FROM audiences_contact WHERE id = match.contact_id OFFSET 0) contact
    CROSS JOIN LATERAL (
        SELECT {_NEW},
        contact.attributes || match.attributes AS attributes, {_SAID} || contact.consent AS consent
    ) now
    WHERE problem = '' AND NOT is_new
    AND ({", ".join(f"now.{name}" for name in _COMPARED)})
        IS DISTINCT FROM ({", ".join(f"contact.{name}" for name in _COMPARED)})
),
changed AS (
    UPDATE audiences_contact contact SET
        {", ".join(f"{name} = next.{name}" for name in _COMPARED)},
        updated_at = %(at)s
    FROM next WHERE contact.id = next.id
    RETURNING contact.id, next.row, next.before
)
INSERT INTO audiences_importedcontact (company_id, of_id, contact_id, row, at, is_new, before)
SELECT %(company)s, %(import)s, id, row, %(at)s, false, before FROM changed ORDER BY id
"""  # noqa: S608 - names of our own only

# Who is as the file says already, or is to be left as they are.
KEEP = """
INSERT INTO audiences_importedcontact (company_id, of_id, contact_id, row, at, is_new, before)
SELECT %(company)s, %(import)s, contact_id, row, %(at)s, false, NULL FROM import_match
WHERE problem = '' AND NOT is_new
ORDER BY contact_id
ON CONFLICT (of_id, contact_id) DO NOTHING
"""

# The instant tells taking back which memberships are the import's.
JOIN = """
INSERT INTO audiences_groupmember (company_id, group_id, contact_id, added_at)
SELECT %(company)s, %(group)s, contact_id, %(at)s FROM import_match WHERE problem = '' ORDER BY contact_id
ON CONFLICT (group_id, contact_id) DO NOTHING
"""
