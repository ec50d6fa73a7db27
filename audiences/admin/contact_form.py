"""A contact's form: attributes as lines, consent by channel."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from audiences import checks
from audiences.models import Contact
from companies.office.forms import OfficeForm
from core.channels import Channel

COLUMNS = ("email", "phone", "external_id", "first_name", "last_name", "language", "time_zone")
STATUSES = [("", "Nothing is known"), (checks.GIVEN, "Given"), (checks.WITHDRAWN, "Withdrawn")]
CONSENTS = {f"consent_{channel.value}": channel for channel in Channel}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:[.][0-9]{1,9})?")


def as_lines(values: Mapping[str, Any]) -> str:
    """Attributes as people write them; a text that would read as something else stands in quotes."""
    return "\n".join(f"{name}: {_written(value)}" for name, value in values.items())


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(str(value).split("\n"))
    return f'"{text}"' if isinstance(value, str) and _meant(text) != text else text


def _meant(text: str) -> Any:
    """What somebody means by a value."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    if text in ("yes", "no"):
        return text == "yes"
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


class AttributesField(forms.CharField):
    """Attributes, one a line: `name: value`."""

    def __init__(self, **options: Any) -> None:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": 6, "placeholder": "city: Oslo\nsize of shoe: 42"})
        super().__init__(required=False, max_length=2 * checks.MOST_BYTES, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        """As lines."""
        return as_lines(value) if isinstance(value, Mapping) else value

    def clean(self, value: Any) -> dict[str, Any]:
        """As values."""
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        found: dict[str, Any] = {}
        for number, line in enumerate(lines, 1):
            name, colon, text = (part.strip() for part in line.partition(":"))
            if not name or not colon:
                raise forms.ValidationError(f"Line {number}: write a name, a colon and a value, such as city: Oslo.")
            if name in found:
                raise forms.ValidationError(f"Line {number}: “{name}” stands here twice.")
            found[name] = _meant(text)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines differ from those that were shown."""
        return bool((self.prepare_value(initial) or "").split() != (data or "").split())


def _consent_field(channel: Channel) -> forms.ChoiceField:
    return forms.ChoiceField(label=channel.label, choices=STATUSES, required=False, widget=UnfoldAdminSelectWidget)


class ContactForm(OfficeForm):
    """A contact."""

    consent_email = _consent_field(Channel.EMAIL)
    consent_sms = _consent_field(Channel.SMS)
    consent_whatsapp = _consent_field(Channel.WHATSAPP)
    consent_apn = _consent_field(Channel.APN)
    consent_bpn = _consent_field(Channel.BPN)

    attributes = AttributesField(
        help_text="One a line, as name: value. Numbers, and yes or no, are kept as such; put a text that looks like "
        "one into quotes. Dates as 2026-05-17."
    )
    consent_source = forms.CharField(
        label="Where it comes from",
        required=False,
        max_length=checks.LONGEST_SOURCE,
        widget=UnfoldAdminTextInputWidget,
        help_text="For what you change here: the form on the web site, a call on 17 May, …",
    )

    class Meta:
        model = Contact
        fields = COLUMNS
        help_texts = {"time_zone": "For instance Europe/Oslo. Empty: the company's."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["attributes"] = self.instance.attributes
        for name, channel in CONSENTS.items():
            self.initial[name] = self.instance.consent.get(channel.value, {}).get("status", "")

    def said(self) -> dict[str, Any]:
        """The fields that the person changed."""
        names = [name for name in (*COLUMNS, "attributes") if name in self.changed_data]
        found = {name: self.cleaned_data[name] for name in names}
        changed = {
            channel.value: self._consent(name) for name, channel in CONSENTS.items() if name in self.changed_data
        }
        return {**found, "consent": changed} if changed else found

    def _consent(self, name: str) -> dict[str, Any] | None:
        status = self.cleaned_data[name]
        return {"status": status, "source": self.cleaned_data["consent_source"]} if status else None

    def _refusals(self) -> Iterator[tuple[str | None, str]]:
        """What is wrong with one attribute stands at all of them."""
        for name, message in super()._refusals():
            where, _, rest = message.partition(": ")
            if name is None and where.split(".")[0] in self.fields:
                yield where.split(".")[0], f"{where.partition('.')[2]}: {rest}"
            else:
                yield name, message
