"""The form of a post, article or script; the domain's functions store it."""

import json
from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from campaigns.admin.channels import name_of
from campaigns.models import Campaign, ContentItem
from campaigns.platforms import LIMITS
from companies.office.forms import LinesField, OfficeForm

COLUMNS = ("title", "body", "media", "platform", "campaign")
PLATFORMS = [("", "None"), *((name, name_of(name)) for name in LIMITS)]


def limits() -> str:
    """Each platform's limits, for the counter in the browser."""
    counted = ("text", "title", "media", "hashtags")
    rows = {name: asdict(found) for name, found in LIMITS.items()}
    return json.dumps({
        name: {"name": name_of(name), **{key: row[key] for key in counted}} for name, row in rows.items()
    })  # fmt: skip


class ContentForm(OfficeForm):
    """What it says, where it goes, and for a new one when."""

    names: ClassVar[dict[str, str]] = {"content": "body", "scheduledAt": "scheduled_at"}

    platform = forms.ChoiceField(
        choices=PLATFORMS, required=False, widget=UnfoldAdminSelectWidget, help_text="Posts and scripts need one."
    )
    body = forms.CharField(
        required=False,
        max_length=200_000,
        label="Text",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 14, "data-counted": "text"}),
    )
    media = LinesField(  # type: ignore[assignment]  # Django takes fields out of the class
        required=False,
        max_length=2_083,
        label="Pictures and videos",
        help_text="Their addresses, one a line.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "data-counted": "media"}),
    )

    class Meta:
        model = ContentItem
        # The campaign is not named here: its choices can be asked for inside a company's scope only.
        fields = ("type", "title", "body", "media", "platform", "scheduled_at")
        labels = {"scheduled_at": "Publish at"}
        help_texts = {
            "title": "Articles and scripts need one.",
            "campaign": "Without one it lies in the library.",
            "scheduled_at": "In the company's time zone. Leave it empty for a draft.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if field := self.fields.get("body"):
            field.widget.attrs["data-limits"] = limits()
        if field := self.fields.get("title"):
            field.widget.attrs["data-counted"] = "title"
        if field := self.fields.get("campaign"):
            found = Campaign.objects.alive()
            owner = self.instance.company_id
            for part in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
                setattr(field.widget, part, False)
            field.queryset = found.filter(company_id=owner) if owner else found  # type: ignore[attr-defined]

    def clean_body(self) -> str:
        """As it was typed: browsers send two characters for the end of a line, and platforms count both."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")

    def said(self) -> dict[str, Any]:
        """Everything, for a new item; without an instant it stays a draft."""
        data = self.cleaned_data
        return {name: data[name] for name in ("type", *COLUMNS, "scheduled_at")}

    def changes(self) -> dict[str, Any]:
        """The columns that the person changed."""
        return {name: self.cleaned_data[name] for name in COLUMNS if name in self.changed_data}
