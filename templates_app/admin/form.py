"""The form of a template: its settings, and what its channel lets it say."""

import json
from typing import Any, ClassVar

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from companies.office.forms import LinesField, OfficeForm
from core.channels import Channel
from core.errors import InvalidError
from templates_app.limits import LIMITS, LONGEST_DRAFT
from templates_app.models import MessageTemplate
from templates_app.reading import read_content
from templates_app.rendering.content import WRITTEN, VersionContent
from templates_app.writing import latest_version

HEADERS = {
    "": "None",
    "text": "Words",
    "image": "Picture",
    "video": "Video",
    "document": "Document",
}
FORMATS = [("html", "HTML"), ("mjml", "MJML")]
PUSH = (Channel.APN, Channel.BPN)


class RowsField(forms.CharField):
    """Buttons or cards, sent as JSON; in the browser each is a row of fields.

    Args:
        rows: `buttons` or `cards`.
    """

    def __init__(self, *, rows: str, **options: Any) -> None:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": 3, "data-rows": rows})
        super().__init__(required=False, max_length=LONGEST_DRAFT, widget=widget, **options)

    def prepare_value(self, value: Any) -> str:
        """A list as JSON."""
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False)

    def to_python(self, value: Any) -> Any:
        """JSON as a list."""
        if isinstance(value, list):
            return value
        try:
            return json.loads(super().to_python(value) or "[]")
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("This is no JSON.") from error

    def validate(self, value: Any) -> None:
        """The domain reads it."""

    def run_validators(self, value: Any) -> None:
        """Those of texts do not fit a list."""


def _line(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        required=False, label=label, strip=False, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        **options,
    )  # fmt: skip


def _area(label: str, rows: int, **options: Any) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(required=False, label=label, strip=False, widget=widget, **options)


class TemplateForm(OfficeForm):
    """What a template is, and what its latest version says; fields that its channel has not are not there."""

    names: ClassVar[dict[str, str]] = {}

    app_ids = LinesField(
        required=False,
        max_length=64,
        label="Apps",
        help_text="The apps or sites that it goes to, one a line.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
    subject = _line("Subject")
    preheader = _line("Preheader", help_text="The words after the subject in the inbox.")
    header_kind = forms.ChoiceField(choices=(), required=False, label="Header", widget=UnfoldAdminSelectWidget)
    header_text = _line("Words of the header")
    header_url = _line("File of the header", help_text="Its address. Empty: each call brings one as header.url.")
    body = _area("Body", 7)
    footer = _line("Footer")
    buttons = RowsField(rows="buttons", label="Buttons")
    cards = RowsField(rows="cards", label="Cards", help_text="Two to ten of them make a carousel.")
    source_format = forms.ChoiceField(
        choices=FORMATS, required=False, label="Written in", widget=UnfoldAdminSelectWidget
    )
    source = _area("Source", 22)
    text = _area("Text alternative", 8, help_text="Empty: it is derived from the source.")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = MessageTemplate
        fields = ("name", "channel", "language", "app_ids")
        help_texts = {"channel": "It cannot be changed later.", "language": "As ISO 639: en, nb, en_US."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        template = self.instance
        parts = LIMITS[template.channel].parts if template.pk else frozenset()
        for name in WRITTEN:
            if name not in parts:
                self.fields.pop(name, None)
        if template.pk is None:
            self.fields.pop("seen", None)
            return
        if template.channel not in PUSH:
            self.fields.pop("app_ids", None)
        version = latest_version(template)
        self.initial.update(version.content.written(), seen=version.content_hash)
        self._word_fields(template.channel)

    def _word_fields(self, channel: str) -> None:
        """What the same field is called in different channels."""
        if channel in PUSH:
            self.fields["subject"].label = "Title"
        if field := self.fields.get("header_kind"):
            field.choices = [  # type: ignore[attr-defined]  # a ChoiceField has them
                (kind, name) for kind, name in HEADERS.items() if not kind or kind in LIMITS[channel].headers
            ]
        if (field := self.fields.get("source")) is not None:
            field.widget.attrs.update({"class": f"{field.widget.attrs['class']} t-source", "spellcheck": "false"})
        for kind, field in (("buttons", self.fields.get("buttons")), ("cards", self.fields.get("cards"))):
            if field is not None:
                field.widget.attrs["data-kinds"] = " ".join(LIMITS[channel].buttons)
                field.widget.attrs["data-rows"] = kind

    def content(self) -> VersionContent:
        """What was typed.

        Raises:
            InvalidError: it is not of the form that content has.
        """
        data = {name: self.cleaned_data[name] for name in WRITTEN if name in self.cleaned_data}
        template = self.instance
        return read_content(data, channel=template.channel, name=template.name, language=template.language)

    def clean(self) -> dict[str, Any]:
        """Buttons and cards are of the form that content has."""
        cleaned = super().clean()
        if self.instance.pk is not None and not self.errors:
            try:
                self.content()
            except InvalidError as error:
                for fault in error.faults:
                    name = str(fault.path[0]) if fault.path else None
                    self.add_error(name if name in self.fields else None, f"{fault.name}: {fault.message}")
        return cleaned
