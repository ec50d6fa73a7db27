"""How each company tags the addresses that its links lead to."""

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.decorators import display

from analytics.admin.link_form import TAG_LABELS
from analytics.models import TrackingPolicy
from analytics.tracking import policies, tagging
from companies.backoffice import desk_of
from companies.office.base import OfficeAdmin
from companies.office.cards import Card
from companies.office.forms import OfficeForm
from companies.office.words import page_of
from companies.roles import Right

# A post of a made-up campaign, whose address says a source already.
TARGET = "https://shop.example/garden?utm_source=shop#beds"
FACTS = tagging.Facts(platform="linkedin", campaign="Garden weeks", campaign_id="Qm4xT7bL", content="Zc8wR2dN", name="")
MEANINGS = {
    "platform": "where the link stands: linkedin, email, …",
    "medium": "social, email, sms, push or blog, by the platform",
    "campaign": "the campaign's name, in small letters with hyphens",
    "content": "the short id of the post, article or script",
    "company": "your sub-domain",
    "name": "what the link is called, in small letters with hyphens",
}


class PolicyForm(OfficeForm):
    """The mode, a template for each tag, and whether e-mails are counted."""

    class Meta:
        model = TrackingPolicy
        fields = ("mode", *tagging.TAGS, "track_emails")
        labels = TAG_LABELS
        help_texts = {
            "mode": "Tags stand behind the address that a link leads to, where web statistics read them.",
            "utm_term": "A tag with an empty template, or with nothing to say, is left out.",
        }


@admin.register(TrackingPolicy)
class PolicyAdmin(OfficeAdmin):
    """One policy for each company."""

    change_right = Right.MANAGE
    intro = "How each company tags the addresses that its tracked links lead to."

    form = PolicyForm
    list_display = ("__str__", "mode_")
    list_select_related = ("company",)
    ordering = ("company__name", "pk")
    fieldsets = (
        (None, {"fields": ("mode",), "description": "Every click follows it at once, also on links that are out."}),
        ("Tags", {"fields": tagging.TAGS}),
        ("E-mails", {"fields": ("track_emails",)}),
    )

    @display(description="Mode", ordering="mode")
    def mode_(self, obj: TrackingPolicy) -> str:
        """What is done."""
        return str(obj.get_mode_display())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The policy of the company in front; a list only where all companies are."""
        desk = desk_of(request)
        if desk is not None and desk.company is not None:
            return HttpResponseRedirect(page_of(policies.stored_policy_of(desk.company.pk)))
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the company, which names it."""
        return super().get_queryset(request).select_related("company")

    def store(self, request: HttpRequest, obj: TrackingPolicy, form: Any, change: bool) -> TrackingPolicy:
        """Change it."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        return policies.update_policy(company_id=obj.company_id, fields=fields)

    def response_change(self, request: HttpRequest, obj: TrackingPolicy) -> HttpResponse:
        """There is no list to go back to."""
        messages.success(request, "The policy is saved. Every click follows it from now on.")
        return HttpResponseRedirect(page_of(obj))

    def cards(self, request: HttpRequest, obj: TrackingPolicy) -> list[Card]:
        """What it comes to, what can stand in a template, and the history."""
        example = Card("What it comes to", "office/analytics/tracking_example.html", _example(obj), icon="visibility")
        meanings = {"pairs": [(f"{{{name}}}", meaning) for name, meaning in MEANINGS.items()]}
        placeholders = Card("Placeholders", "office/cards/pairs.html", meanings, icon="data_object")
        return [example, placeholders, *super().cards(request, obj)]


def _example(policy: TrackingPolicy) -> dict[str, str]:
    """An address before and after."""
    templates = {tag: getattr(policy, tag) for tag in tagging.TAGS}
    tags = tagging.values(templates, replace(FACTS, company=policy.company.slug), {})
    return {"target": TARGET, "tagged": tagging.apply(TARGET, tags, policy.mode, {})}
