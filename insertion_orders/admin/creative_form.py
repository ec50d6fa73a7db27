"""The form of a creative: a file, or a link to one."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
)

from companies.office.forms import OfficeForm
from insertion_orders.creative_files import MOST_BYTES
from insertion_orders.creatives import Asked
from insertion_orders.models import Creative, CreativeType

_MOST_MB = MOST_BYTES // 1024 // 1024


def _number(label: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, help_text=help_text, widget=UnfoldAdminIntegerFieldWidget
    )


class CreativeForm(OfficeForm):
    """A new creative; later it stays as it is, so that what was approved is what is shown."""

    name = forms.CharField(max_length=255, widget=UnfoldAdminTextInputWidget)
    type = forms.TypedChoiceField(
        choices=CreativeType.choices, coerce=int, initial=CreativeType.IMAGE, widget=UnfoldAdminRadioSelectWidget
    )
    file = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"At most {_MOST_MB} MB: PNG, JPEG, GIF or WebP; HTML in UTF-8; MP4 or WebM; MP3, OGG, WAV or M4A. "
        "What it is, its contents say, not its name.",
    )
    link = forms.CharField(
        required=False,
        max_length=2083,
        widget=UnfoldAdminTextInputWidget,
        help_text="In place of a file: where it lies on somebody's server.",
    )
    width = _number("Width", "In pixels; of a picture that is uploaded it is found out.")
    height = _number("Height", "In pixels, likewise.")
    seconds = _number("Seconds", "How long it plays.")

    class Meta:
        model = Creative
        fields = ("name", "type", "link", "width", "height", "seconds")

    def clean_file(self) -> Any:
        """Not read where it is too large to be taken anyway."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {_MOST_MB} MB.")
        return file

    def asked(self) -> Asked:
        """As the domain takes it."""
        data = self.cleaned_data
        return Asked(
            name=data["name"],
            type=data["type"],
            link=data["link"],
            width=data["width"],
            height=data["height"],
            seconds=data["seconds"],
            data=data["file"].read() if data["file"] else b"",
        )
