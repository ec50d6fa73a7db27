"""The query parameters of the campaign list."""

import django_filters
from django.http import QueryDict

from campaigns.listing import Filters
from campaigns.models import Campaign, CampaignStatus, CampaignType
from core.api.filtering import AnyOfFilter, FlagFilter, cleaned
from core.errors import Fault, InvalidError

LONGEST_SEARCH = 255


class CampaignFilterSet(django_filters.FilterSet):
    """What the list can be narrowed by; `read_filters` hands it to `campaigns.listing`."""

    status = AnyOfFilter(choices=CampaignStatus.choices, help_text="Repeatable, or separated by commas.")
    type = AnyOfFilter(choices=CampaignType.choices, help_text="Repeatable, or separated by commas.")
    search = django_filters.CharFilter(max_length=LONGEST_SEARCH, help_text="Part of the name, in any case.")
    includeArchived = FlagFilter(help_text="Whether archived campaigns show, too.")

    class Meta:
        model = Campaign
        fields: list[str] = []


def read_filters(query: QueryDict) -> Filters:
    """The query as filters.

    Raises:
        InvalidError: an unknown status or type, or a flag that is none.
    """
    if {key.removesuffix("[]") for key in query}.isdisjoint(CampaignFilterSet.base_filters):
        return Filters()  # the usual call asks for nothing, and a form for nothing costs more than the answer
    values = cleaned(CampaignFilterSet, query)
    if "\x00" in values["search"]:
        raise InvalidError("The search holds a NUL character.", faults=[Fault(["search"], "Holds a NUL character.")])
    return Filters(
        statuses=tuple(values["status"]),
        types=tuple(values["type"]),
        search=values["search"],
        include_archived=bool(values["includeArchived"]),
    )
