"""What the native door takes and shows of a resume."""

from typing import Any

from rest_framework import serializers

from campaigns.api.serializers import CampaignSerializer
from campaigns.models import ContentItem
from campaigns.resume import Preview
from campaigns.resume_dates import END_DATE_ACTIONS, STRATEGIES, PlannedItem
from core.api.fields import FlagField, InstantField, instant


class ResumeSerializer(serializers.Serializer[None]):
    """How to resume."""

    strategy = serializers.ChoiceField(choices=STRATEGIES)
    endDateAction = serializers.ChoiceField(source="end_date_action", choices=END_DATE_ACTIONS, required=False)
    newEndDate = InstantField(source="new_end", required=False, allow_null=True)
    dryRun = FlagField(required=False, default=False)


class ResumedSerializer(CampaignSerializer):
    """The campaign, and the edit that can be taken back."""

    editId = serializers.UUIDField()


class PreviewSerializer(serializers.Serializer[None]):
    """What a resume would do."""

    dryRun = serializers.BooleanField()
    timeZone = serializers.CharField()
    endsAt = serializers.DictField()
    items = serializers.ListField(child=serializers.DictField())
    clashes = serializers.ListField(child=serializers.DictField())
    warnings = serializers.ListField(child=serializers.DictField())


def shown(found: Preview, ends_at: Any) -> dict[str, Any]:
    """A preview as the native door shows it.

    Args:
        ends_at: the campaign's present end.
    """
    plan, ids = found.plan, {pk: str(item.uuid) for pk, item in found.items.items()}
    return {
        "dryRun": True,
        "timeZone": found.company.time_zone,
        "endsAt": {"from": instant(ends_at), "to": instant(plan.ends_at)},
        "items": [_item(step, found.items[step.item.id], found) for step in plan.items],
        "clashes": [
            {
                "platform": clash.platform,
                "at": instant(clash.minute),
                "contentIds": [ids[pk] for pk in clash.ids if pk in ids],
                "withOtherCampaigns": sum(pk not in ids for pk in clash.ids),
            }
            for clash in plan.clashes
        ],
        "warnings": [{"code": caution.code, "message": caution.message} for caution in plan.cautions],
    }


def _item(step: PlannedItem, item: ContentItem, found: Preview) -> dict[str, Any]:
    zone = found.company.zone
    return {
        "contentId": str(item.uuid),
        "type": item.type,
        "platform": item.platform or None,
        "title": str(item),
        "outcome": step.outcome,
        "from": instant(step.item.scheduled_at),
        "to": instant(step.new),
        "fromLocal": step.item.scheduled_at.astimezone(zone).isoformat(timespec="seconds"),
        "toLocal": step.new.astimezone(zone).isoformat(timespec="seconds") if step.new else None,
        "clockChange": step.note,
        "afterEnd": step.after_end,
        "clashes": step.clash is not None,
    }
