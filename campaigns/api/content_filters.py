"""The query parameters of the content list."""

import django_filters
from django.http import QueryDict

from campaigns import checks
from campaigns.api.content_serializers import known_statuses
from campaigns.channels import CHANNELS
from campaigns.content_listing import ContentFilters
from campaigns.models import ContentItem, ContentType
from core.api.filtering import AnyOfFilter, cleaned
from core.api.validation import validated_instant


class ContentFilterSet(django_filters.FilterSet):
    """What the list can be narrowed by; `read_content_filters` hands it to `campaigns.content_listing`."""

    type = AnyOfFilter(choices=ContentType.choices)
    platform = AnyOfFilter(choices=[(name, name) for name in CHANNELS])
    status = AnyOfFilter(choices=known_statuses())

    class Meta:
        model = ContentItem
        fields: list[str] = []


def read_content_filters(query: QueryDict) -> ContentFilters:
    """The query as filters.

    Raises:
        InvalidError: an unknown choice, or an instant that is none.
        NotFoundError: a campaign that is not there.
    """
    values = cleaned(ContentFilterSet, query)
    campaign = query.get("campaignId")
    return ContentFilters(
        campaign=checks.find(campaign) if campaign is not None else None,
        types=values["type"],
        platforms=values["platform"],
        statuses=[status.upper() for status in values["status"]],
        start=validated_instant(query, "from"),
        end=validated_instant(query, "to"),
    )
