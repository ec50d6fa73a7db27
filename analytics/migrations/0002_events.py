"""The partitioned table of events, and room for sums to be updated in place."""

from django.db import migrations, models

# Keys are compared byte by byte: they are the callers' own, and no language orders them.
EVENTS = """
CREATE TABLE analytics_event (
    company_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    content_id bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    count bigint NOT NULL,
    month date NOT NULL,
    key varchar(128) COLLATE "C" NOT NULL,
    family varchar(10) COLLATE "C" NOT NULL,
    platform varchar(20) COLLATE "C" NOT NULL,
    kind varchar(10) COLLATE "C" NOT NULL,
    rule varchar(10) COLLATE "C" NOT NULL,
    currency varchar(3) COLLATE "C" NOT NULL,
    value numeric(18, 6) NOT NULL,
    PRIMARY KEY (company_id, key, month)
) PARTITION BY RANGE (month);
"""

ROOM = """
ALTER TABLE analytics_dailymetric SET (fillfactor = 80);
ALTER TABLE analytics_totalmetric SET (fillfactor = 70);
ALTER TABLE analytics_companymetric SET (fillfactor = 70);
"""
NO_ROOM = """
ALTER TABLE analytics_dailymetric RESET (fillfactor);
ALTER TABLE analytics_totalmetric RESET (fillfactor);
ALTER TABLE analytics_companymetric RESET (fillfactor);
"""


class Migration(migrations.Migration):
    """By hand: Django knows no partitions."""

    dependencies = [("analytics", "0001_initial")]
    operations = [
        migrations.RunSQL(EVENTS, "DROP TABLE analytics_event"),
        migrations.RunSQL(ROOM, NO_ROOM),
        migrations.CreateModel(
            name="DroppedMonths",
            fields=[("month", models.DateField(primary_key=True, serialize=False))],
        ),
    ]
