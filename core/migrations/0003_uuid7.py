"""UUIDv7 for rows that are made by one statement; PostgreSQL has its own only from 18 on."""

from django.db import migrations

# RFC 9562, 5.7: 48 bits of milliseconds, version 7 in place of the random UUID's version 4, the rest random.
MAKE = """
CREATE FUNCTION core_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(set_bit(set_bit(
        overlay(uuid_send(gen_random_uuid())
                PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
$$
"""


class Migration(migrations.Migration):
    """A function."""

    dependencies = [("core", "0002_audit_append_only")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION core_uuid7()")]
