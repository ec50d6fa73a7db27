"""What a report may be asked: declared once for queries, for the bodies of exports, and for the OpenAPI document."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.metrics import METRICS
from analytics.models import Format, Report
from analytics.periods import Period, Step, checked
from analytics.queries import RANKING, Cut
from analytics.reports import campaigns_of
from campaigns.channels import CHANNELS, canonical
from campaigns.models import Origin
from companies.models import Company
from core.api.paging import MAX_LIMIT
from core.ids import parse_uuid

MOST_VALUES = 100
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DayField(serializers.DateField):
    """A day as YYYY-MM-DD, and no other of the ways to write one."""

    default_error_messages = {"invalid": "Write a day as YYYY-MM-DD, for instance 2027-03-01."}

    def to_internal_value(self, value: Any) -> date:
        """Parse."""
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid")
        found: date = super().to_internal_value(value)
        return found


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class SeveralField(serializers.Field[Any, Any, Any, Any]):
    """Several values: separated by commas, repeated in a query, or a list in a body. Each counts once.

    Args:
        read: what a text means; None where it means nothing.
        known: what it may be, in words.
    """

    default_error_messages = {
        "invalid": "Write texts, separated by commas.",
        "empty": "Name at least one, or leave it out.",
        "many": f"At most {MOST_VALUES} at once.",
        "unknown": "“{text}” is not known here. Use {known}.",
    }

    def __init__(self, read: Callable[[str], Any], known: str, **options: Any) -> None:
        super().__init__(required=False, **options)
        self._read = read
        self._known = known

    def to_internal_value(self, data: Any) -> list[Any]:
        """Read each."""
        texts = data if isinstance(data, list) else [data]
        if not all(isinstance(text, str) for text in texts):
            self.fail("invalid")
        parts = [part.strip() for text in texts for part in text.split(",") if part.strip()]
        if not parts:
            self.fail("empty")
        if len(parts) > MOST_VALUES:
            self.fail("many")
        return list(dict.fromkeys(self._one(part) for part in parts))

    def _one(self, part: str) -> Any:
        found = self._read(part)
        if found is None:
            self.fail("unknown", text=part[:80], known=self._known)
        return found


def _campaigns() -> SeveralField:
    return SeveralField(parse_uuid, "the ids of campaigns", help_text="Ids of campaigns; one that is not there is 404.")


def _one_of(known: Any) -> Callable[[str], str | None]:
    names = list(known)
    return lambda text: text if text in names else None


class PeriodSerializer(serializers.Serializer[None]):
    """Days, in the company's time zone."""

    to = DayField(required=False, help_text="The last day; by default today.")

    def get_fields(self) -> Any:
        """With `from`, which Python keeps for itself."""
        start = DayField(required=False, help_text="The first day; by default thirty days are told.")
        return {"from": start, **super().get_fields()}


class CutSerializer(PeriodSerializer):
    """Which part of the numbers."""

    campaignId = _campaigns()
    platform = SeveralField(
        lambda text: canonical(text), f"one of {', '.join(CHANNELS)}", help_text="In any of the usual spellings."
    )
    family = SeveralField(
        _one_of(Origin.values), f"one of {', '.join(Origin.values)}", help_text="Where campaigns came from."
    )


class OverviewQuery(CutSerializer):
    """What an overview may be asked."""

    compare = serializers.ChoiceField(
        choices=["previous", "none"], default="none", help_text="With as many days right before these."
    )


class SeriesQuery(CutSerializer):
    """What a series may be asked."""

    metrics = SeveralField(
        _one_of(METRICS), f"one of {', '.join(METRICS)}", default=["impressions", "engagement", "clicks"]
    )
    granularity = serializers.ChoiceField(choices=[step.value for step in Step], default=Step.DAY.value)


class TopQuery(CutSerializer):
    """What a ranking may be asked."""

    metric = serializers.ChoiceField(choices=RANKING, default="engagement", help_text="What ranks.")
    limit = serializers.IntegerField(min_value=1, max_value=MAX_LIMIT, default=10)


class TimesQuery(PeriodSerializer):
    """What the best times may be asked."""

    platform = serializers.CharField(required=False, help_text="This one's only, in any of the usual spellings.")

    def validate_platform(self, value: str) -> str:
        """Its canonical name."""
        found = canonical(value)
        if found is None:
            raise serializers.ValidationError(f"Use one of {', '.join(CHANNELS)}.")
        return found


class CampaignsQuery(PeriodSerializer):
    """What a comparison of campaigns may be asked; `limit` and `offset` besides."""

    ids = _campaigns()


class ExportBody(CutSerializer):
    """Which table, and as what."""

    report = serializers.ChoiceField(choices=Report.choices)
    format = serializers.ChoiceField(choices=Format.choices)


def plain(query: QueryDict) -> dict[str, Any]:
    """A query as JSON would say it: a text, or a list of them where it is repeated."""
    lists: dict[str, list[Any]] = {}
    for name, texts in query.lists():
        lists.setdefault(name.removesuffix("[]"), []).extend(texts)
    return {name: texts if len(texts) > 1 else texts[0] for name, texts in lists.items()}


def read_period(values: dict[str, Any], company: Company) -> Period:
    """The days that were asked for.

    Raises:
        InvalidError: they are no days that a report can be about.
    """
    today = timezone.now().astimezone(company.zone).date()
    return checked(start=values.get("from"), end=values.get("to"), today=today)


def read_cut(values: dict[str, Any], company: Company) -> Cut:
    """The part of the numbers that was asked for.

    Raises:
        InvalidError: as `read_period`.
        NotFoundError: a campaign that is not there.
    """
    return Cut(
        period=read_period(values, company),
        campaigns=campaigns_of(values.get("campaignId", ())),
        platforms=values.get("platform", ()),
        families=values.get("family", ()),
    )
