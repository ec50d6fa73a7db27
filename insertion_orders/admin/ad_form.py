"""The form of an ad campaign: what it buys, for how much, when, and what it shows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.urls import reverse
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from core.errors import ConflictError
from insertion_orders import ads, checks, finding
from insertion_orders.admin.forms import WallTimeField, ZonedForm, plain
from insertion_orders.admin.words import goal
from insertion_orders.models import (
    AdCampaign,
    Creative,
    CreativeStatus,
    CreativeType,
    InsertionOrder,
    OrderStatus,
)

MOST_CHOICES = 300
MONEY = ("budget_total", "budget_day", "max_bid")
LIMITS = (
    "total_impressions", "total_clicks", "total_conversions", "day_impressions", "day_clicks", "day_conversions",
)  # fmt: skip
OWN = tuple(name for name in ads.FIELDS if name != "options")
_DOMAIN = r"\A(?:https?://)?(?:[\w-]+\.)+[^\W\d][\w-]+(?::\d{1,5})?(?:/\S*)?\Z"
_NUMBERS = r"\A\s*\d{1,19}(?:\s*,\s*\d{1,19})*\s*\Z"


@dataclass(frozen=True, slots=True)
class Shown:
    """A creative among the choices.

    Args:
        name: what people call it.
        kind: its type, in a word.
        type: the same as a number.
        thumb: the address of a small picture; empty where there is none.
        note: why it cannot be used; empty where it can.
    """

    name: str
    kind: str
    type: int
    thumb: str
    note: str

    def __str__(self) -> str:
        return self.name


def shown(creative: Creative) -> Shown:
    """A creative as a small card."""
    status = CreativeStatus(creative.status)
    return Shown(
        name=creative.name,
        kind=creative.get_type_display(),
        type=creative.type,
        thumb=thumb(creative),
        note="" if status is CreativeStatus.APPROVED else status.label,
    )


def thumb(creative: Creative) -> str:
    """The address of a small picture of a creative; empty where there is none."""
    if creative.type != CreativeType.IMAGE or creative.link:
        return ""
    return reverse("admin:insertion_orders_creative_thumb", args=[creative.pk])


class CreativesField(forms.TypedMultipleChoiceField):
    """Some of the company's creatives, by ticking them."""

    def __init__(self, **options: Any) -> None:
        widget = UnfoldAdminCheckboxSelectMultipleWidget()
        widget.template_name = "office/widgets/creatives.html"
        super().__init__(coerce=int, required=False, widget=widget, **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The order does not matter."""
        return {str(one) for one in initial or []} != {str(one) for one in data or []}


class OrderField(forms.ModelChoiceField[InsertionOrder]):
    """An order that takes campaigns."""

    def label_from_instance(self, obj: InsertionOrder) -> str:
        """Its name and its limit."""
        return f"{obj.name} ({goal(obj)})"


def _limit(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=checks.MOST_EVENTS, initial=0, widget=UnfoldAdminIntegerFieldWidget
    )


class AdForm(ZonedForm):
    """An ad campaign."""

    order = OrderField(
        queryset=None, empty_label="Choose an order", label="Insertion order", widget=UnfoldAdminSelectWidget
    )
    name = forms.CharField(max_length=255, widget=UnfoldAdminTextInputWidget)
    starts_at = WallTimeField(label="Starts", help_text="In the time zone below, within the order's time.")
    ends_at = WallTimeField(
        label="Ends", required=False, help_text="Left empty, it ends with its order; even spending needs an end."
    )
    advertiser_domain = forms.CharField(
        max_length=2083,
        label="Advertiser's domain",
        widget=UnfoldAdminTextInputWidget,
        help_text="As in https://example.com.",
        validators=[RegexValidator(re.compile(_DOMAIN, re.IGNORECASE), "Give a domain, as in https://example.com.")],
    )
    country_ids = forms.CharField(
        max_length=2000,
        label="Countries",
        widget=UnfoldAdminTextInputWidget,
        help_text="The buying tool's numbers of countries, with commas between them.",
        validators=[RegexValidator(_NUMBERS, "Give numbers with commas between them, as in 11,12.")],
    )
    creative_type = forms.TypedChoiceField(
        label="Type", choices=CreativeType.choices, coerce=int, initial=CreativeType.IMAGE,
        widget=UnfoldAdminRadioSelectWidget,
    )  # fmt: skip
    creative_ids = CreativesField(label="Creatives", help_text="Approved ones of this type.")
    total_impressions = _limit("Impressions in all")
    total_clicks = _limit("Clicks in all")
    total_conversions = _limit("Conversions in all")
    day_impressions = _limit("Impressions a day")
    day_clicks = _limit("Clicks a day")
    day_conversions = _limit("Conversions a day")
    submit = forms.BooleanField(
        label="Submit for approval",
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
        help_text="Otherwise it is kept as a draft, and submitted later from its page.",
    )

    class Meta:
        model = AdCampaign
        fields = OWN
        labels = {"budget_total": "Budget", "budget_day": "Budget a day", "max_bid": "Highest bid", "kind": "Type"}
        help_texts = {
            "time_zone": "The dates are meant on this clock, and the campaign's days begin at its midnight.",
            "budget_total": "It stops within one batch of reports once this is spent.",
            "budget_day": "It stops at this each day and goes on at midnight. It does not hold where the budget is "
            "spent evenly by the hour.",
            "even_pacing": "As much each hour as the plan has until then; what quiet hours leave over is caught up "
            "with.",
            "max_bid": f"From {checks.LEAST_BID} to {checks.MOST_BID}.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ad, owner = self.instance, self.instance.company_id or (self.company.pk if self.company else 0)
        self._field("creative_ids").choices = list(_choices(owner, ad.creative_ids or []))
        if ad.pk:
            self._begin_with(ad)
        else:
            self._begin_anew(owner)

    def _begin_with(self, ad: AdCampaign) -> None:
        del self.fields["order"], self.fields["submit"]
        self.begin_in(ad.zone, starts_at=ad.campaign.starts_at, ends_at=ad.campaign.ends_at)
        self.initial.update({name: plain(getattr(ad, name)) for name in MONEY}, name=ad.campaign.name)

    def _begin_anew(self, owner: int) -> None:
        """Under the order that was asked for: with its zone and its time."""
        active = InsertionOrder.objects.filter(company_id=owner, status=OrderStatus.ACTIVE).newest_first()
        self._field("order").queryset = active
        asked = str(self.initial.get("order", ""))
        order = active.filter(pk=int(asked)).first() if asked.isdecimal() and int(asked) <= finding.MAX_ID else None
        if order is not None:
            self.begin_in(order.zone, starts_at=order.starts_at, ends_at=order.ends_at)
        elif self.company is not None:
            self.begin_in(self.company.zone)

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_country_ids(self) -> str:
        """Without spaces."""
        return "".join(self.cleaned_data["country_ids"].split())

    def clean(self) -> dict[str, Any]:
        """What is ticked but of another type, and so out of sight, does not count."""
        cleaned = super().clean()
        kinds = {pk: creative.type for pk, creative in self._field("creative_ids").choices}
        ticked = cleaned.get("creative_ids", [])
        cleaned["creative_ids"] = [pk for pk in ticked if kinds.get(pk) == cleaned.get("creative_type")]
        return cleaned

    def said(self) -> dict[str, Any]:
        """All that it says, but for its order."""
        return {name: self.cleaned_data[name] for name in (*OWN, *ads.CAMPAIGN_FIELDS)}

    def changes(self) -> dict[str, Any]:
        """What the person changed."""
        return {name: self.cleaned_data[name] for name in self.changed_names() if name in self.cleaned_data}

    def _refusals(self) -> Iterator[tuple[str | None, str]]:
        """What needs another approval stands beside its field."""
        refusal = self.refusal
        data: Mapping[str, Any] = refusal.data if isinstance(refusal, ConflictError) else {}
        if refusal is not None and data.get("field") in self.fields:
            yield data["field"], refusal.message
        else:
            yield from super()._refusals()


def _choices(owner: int, chosen: list[int]) -> Iterator[tuple[int, Shown]]:
    """What may be shown, the newest first; what is chosen already, whatever became of it, stands before."""
    own = Creative.objects.filter(company_id=owner).order_by("-created_at", "-pk")
    before = list(own.filter(pk__in=chosen))
    usable = own.filter(status=CreativeStatus.APPROVED).exclude(pk__in=chosen)[:MOST_CHOICES]
    for creative in (*before, *usable):
        yield creative.pk, shown(creative)
