"""The campaign's form: what it says itself, and what it inherits."""

from typing import Any, ClassVar

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from campaigns import context
from campaigns.admin.channels import ChannelsField, name_of
from campaigns.admin.inheriting import InheritingField
from campaigns.models import Campaign
from companies.models import BrandProfile
from companies.office.forms import LinesField, OfficeForm

PREFIX = "context_"
COLUMNS = ("name", "brief", "goal", "type", "starts_at", "ends_at", "tags")


class CampaignForm(OfficeForm):
    """A campaign; `version` tells the domain which one the person saw."""

    names: ClassVar[dict[str, str]] = {"startsAt": "starts_at", "endsAt": "ends_at"}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    tags = SimpleArrayField(
        forms.CharField(max_length=25),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Separated by commas.",
    )
    company_id: ClassVar[int | None] = None

    context_keyMessages = InheritingField(  # noqa: N815 - the context's own names
        LinesField(max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 6})),
        nothing=[],
        label="Key messages",
    )
    context_targetAudience = InheritingField(  # noqa: N815 - likewise
        forms.CharField(max_length=5_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})),
        nothing="",
        label="Target audience",
    )
    context_tone = InheritingField(
        forms.CharField(max_length=500, widget=UnfoldAdminTextInputWidget), nothing="", label="Tone"
    )
    context_channels = InheritingField(ChannelsField(), nothing=[], label="Channels")

    class Meta:
        model = Campaign
        fields = COLUMNS
        widgets = {
            "brief": UnfoldAdminTextareaWidget(attrs={"rows": 8}),
            "goal": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }
        help_texts = {"ends_at": "An evergreen campaign has none."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
        overrides = {**self.instance.context_overrides, **(options.get("initial") or {}).get("context", {})}
        defaults = context.inherited(self._brand())
        for key in context.KEYS:
            if field := self.fields.get(PREFIX + key):
                self.initial[PREFIX + key] = overrides.get(key)
                field.widget.inherited = _shown(key, defaults[key])

    def _brand(self) -> BrandProfile | None:
        company_id: int | None = self.instance.company_id or self.company_id
        if company_id is None:
            return None
        found: BrandProfile | None = BrandProfile.objects.filter(company_id=company_id).first()
        return found

    def changed_fields(self) -> dict[str, Any]:
        """The columns that the person changed."""
        return {name: self.cleaned_data[name] for name in COLUMNS if name in self.changed_data}

    def changed_overrides(self) -> dict[str, Any]:
        """The context's keys that the person changed; None inherits again."""
        return {key: self.cleaned_data[PREFIX + key] for key in context.KEYS if PREFIX + key in self.changed_data}

    def columns(self) -> dict[str, Any]:
        """Every column that the form says."""
        return {name: self.cleaned_data[name] for name in COLUMNS}

    def said_overrides(self) -> dict[str, Any]:
        """Every key that the form says, changed or begun with."""
        said = {key: self.cleaned_data[PREFIX + key] for key in context.KEYS}
        return {key: value for key, value in said.items() if value is not None}


def _shown(key: str, value: Any) -> list[str]:
    """What the brand says, line by line."""
    if key == "channels":
        return [", ".join(name_of(name) for name in value)] if value else []
    return value if isinstance(value, list) else [value] if value else []
