"""The form of an account: the same beginning for all, and the fields of its kind."""

from typing import Any, ClassVar

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from companies.office.forms import OfficeForm
from delivery.admin.words import channel_name
from delivery.channels.base import Channel
from delivery.channels.fields import Field
from delivery.models import ChannelAccount

PREFIX = "x_"
STORED = "Stored. Leave it empty to keep it."


class AccountForm(OfficeForm):
    """What every account has; `form_of` adds what its kind needs.

    Attributes:
        kind: the kind.
    """

    kind: ClassVar[type[Channel]]

    class Meta:
        model = ChannelAccount
        fields = ("name", "channel", "rate_limit", "is_default")
        widgets = {"channel": UnfoldAdminSelectWidget}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.kind.fields:
            name = PREFIX + field.name
            if not field.secret:
                value = self.instance.settings.get(field.name, field.default)
                self.initial.setdefault(name, f"{value:g}" if isinstance(value, float) else value)
            elif field.name in self.instance.keys:
                self.fields[name].widget.attrs["placeholder"] = STORED
                self.fields[name].required = False
        if self.instance.rate_limit is not None:
            self.initial["rate_limit"] = f"{self.instance.rate_limit:g}"
        if "channel" in self.fields:
            choices = [(channel, channel_name(channel)) for channel in self.kind.carries]
            self.fields["channel"].widget.choices = choices
            self.initial.setdefault("channel", choices[0][0])

    def entered(self, *, secret: bool) -> dict[str, Any]:
        """What was entered of the kind's own fields."""
        fields = [field for field in self.kind.fields if field.secret is secret]
        return {field.name: self.cleaned_data.get(PREFIX + field.name) for field in fields}


def form_of(kind: type[Channel]) -> type[AccountForm]:
    """The form of a kind."""
    fields = {PREFIX + field.name: _form_field(field) for field in kind.fields}
    names = {field.name: PREFIX + field.name for field in kind.fields}
    return type("KindForm", (AccountForm,), {**fields, "kind": kind, "names": names, "Meta": AccountForm.Meta})


def names_of(kind: type[Channel], *, secret: bool) -> tuple[str, ...]:
    """The form's names of a kind's fields."""
    return tuple(PREFIX + field.name for field in kind.fields if field.secret is secret)


def _form_field(field: Field) -> forms.Field:
    """A field that lets the domain judge: it only says what is to be entered."""
    told: dict[str, Any] = {
        "label": field.label,
        "help_text": field.help,
        "required": field.required and field.default == "",
    }
    if field.kind == "choice":
        return forms.ChoiceField(**told, choices=field.choices, widget=UnfoldAdminSelectWidget())
    if field.kind in ("integer", "number"):
        return forms.CharField(**told, widget=UnfoldAdminDecimalFieldWidget())
    return forms.CharField(**told, widget=_text_widget(field), strip=not field.secret)


def _text_widget(field: Field) -> Any:
    attributes = {"autocomplete": "off", "spellcheck": "false"}
    if field.kind == "long":
        return UnfoldAdminTextareaWidget(attrs={**attributes, "rows": 6})
    if field.secret:
        return UnfoldAdminPasswordWidget(attrs={**attributes, "autocomplete": "new-password"})
    return UnfoldAdminTextInputWidget(attrs=attributes)
