"""What the forms of media buying share: days and times on the clock of a zone that the form itself names."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget

from companies.models import Company
from companies.office.forms import OfficeForm
from core import clock
from insertion_orders import finding, zones

DATES = ("starts_at", "ends_at")


@cache
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone that the buying tools know, by part of the world."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zone.name for zone in zones.everywhere()):
        part = name.partition("/")[0] if "/" in name else "Other"
        found.setdefault(part, []).append((name, name.replace("_", " ")))
    return sorted(found.items())


class WallTimeField(forms.SplitDateTimeField):
    """A day and a time as a clock on the wall shows them; the form knows where that hangs."""

    widget = UnfoldAdminSplitDateTimeWidget

    def compress(self, data_list: Any) -> datetime | None:
        """Django would take it for the time of the desk."""
        if not data_list:
            return None
        day, time = data_list
        if day in self.empty_values:
            raise forms.ValidationError(self.error_messages["invalid_date"], code="invalid_date")
        if time in self.empty_values:
            raise forms.ValidationError(self.error_messages["invalid_time"], code="invalid_time")
        return datetime.combine(day, time)


class ZonedForm(OfficeForm):
    """A form with a start and an end in its own time zone.

    Attributes:
        company: whose a new one will be; None where no company is in front.
    """

    company: ClassVar[Company | None] = None

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    starts_at = WallTimeField(label="Starts", help_text="In the time zone below.")
    ends_at = WallTimeField(label="Ends", help_text="In the time zone below.")
    time_zone = forms.ChoiceField(label="Time zone", choices=zone_choices, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk and "seen" in self.fields:
            self.initial["seen"] = finding.state_of(self.instance)

    def begin_in(self, zone: ZoneInfo, **instants: datetime | None) -> None:
        """Begin with a zone, and with instants on its clock; what the form was given otherwise goes first."""
        self.initial["time_zone"] = zone.key
        for name, instant in instants.items():
            if instant is not None:
                self.initial[name] = instant.astimezone(zone).replace(tzinfo=None, microsecond=0)

    def clean(self) -> dict[str, Any]:
        """From the clock on the wall to instants."""
        cleaned = super().clean()
        zone = cleaned.get("time_zone")
        for name in DATES:
            wall = cleaned.get(name)
            if wall is not None and zone:
                cleaned[name] = clock.at(wall, ZoneInfo(zone)).instant
            elif wall is not None:
                del cleaned[name]
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """All: the form's fields say what cannot be read, and the domain says the rest in words."""
        return {field.name for field in self._meta.model._meta.fields}

    def changed_names(self) -> set[str]:
        """Which fields the person changed; in another zone the same times are other instants."""
        changed = set(self.changed_data) - {"seen"}
        return changed | set(DATES) if "time_zone" in changed else changed


def plain(value: Decimal | None) -> Decimal | None:
    """An amount without the noughts that its column adds."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
