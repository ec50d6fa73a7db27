"""Agency campaigns that were renamed: their names are theirs alone, where no other bears them already."""

from django.db import migrations

TAKE = """
UPDATE delivery_broadcast broadcast SET agency_name = campaign.name_folded
FROM campaigns_campaign campaign
WHERE campaign.id = broadcast.campaign_id AND campaign.origin = 'agency'
    AND broadcast.agency_name NOT IN ('', campaign.name_folded)
    AND NOT EXISTS (SELECT FROM campaigns_campaign other
        WHERE other.company_id = campaign.company_id AND other.id <> campaign.id AND other.origin = 'agency'
            AND other.name_folded = campaign.name_folded)
    AND NOT EXISTS (SELECT FROM delivery_broadcast other
        WHERE other.company_id = broadcast.company_id AND other.agency_name = campaign.name_folded)
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0008_problem"), ("delivery", "0005_series_cursor")]

    operations = [migrations.RunSQL(TAKE, migrations.RunSQL.noop)]
