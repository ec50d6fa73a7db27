"""The form of a tracked link; the domain's function makes it."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from analytics.models import TrackedLink
from analytics.tracking import links, tagging
from campaigns.admin.channels import name_of
from campaigns.channels import CHANNELS
from campaigns.models import Campaign
from companies.office.forms import OfficeForm

PLATFORMS = [("", "None"), *((name, name_of(name)) for name in CHANNELS)]
# As marketers say it, and as web statistics do.
TAG_LABELS = {tag: f"{tag.removeprefix('utm_').capitalize()} ({tag})" for tag in tagging.TAGS}


def _tag_field() -> forms.CharField:
    return forms.CharField(required=False, max_length=links.LONGEST_TAG, widget=UnfoldAdminTextInputWidget)


class LinkForm(OfficeForm):
    """What a new link needs."""

    names = {"campaignId": "campaign", **{f"tags.{tag}": tag for tag in tagging.TAGS}}

    platform = forms.ChoiceField(
        choices=PLATFORMS, required=False, widget=UnfoldAdminSelectWidget, help_text="Where the link will stand."
    )
    utm_source = _tag_field()
    utm_medium = _tag_field()
    utm_campaign = _tag_field()
    utm_content = _tag_field()
    utm_term = _tag_field()

    class Meta:
        model = TrackedLink
        # The campaign is not named here: its choices can be asked for inside a company's scope only.
        fields = ("purpose", "target", "platform", "name")
        labels = {"target": "Leads to", "purpose": "Counts"}
        help_texts = {
            "purpose": "Clicks lead on to an address; opens are counted by an invisible picture in a message.",
            "target": "The whole address, with https://. For opens leave it empty.",
            "campaign": "What its clicks and opens count for.",
        }
        widgets = {"target": UnfoldAdminTextInputWidget(attrs={"placeholder": "https://"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for tag in tagging.TAGS:
            if field := self.fields.get(tag):
                field.label = TAG_LABELS[tag]
        if field := self.fields.get("campaign"):
            field.required = True
            field.queryset = Campaign.objects.alive()  # type: ignore[attr-defined]
            for part in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
                setattr(field.widget, part, False)
