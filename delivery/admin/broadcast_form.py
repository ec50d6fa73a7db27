"""A broadcast's form: what it sends, to whom, and one field for each variable of its template."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from audiences import groups, segments
from audiences.models import Group, Segment
from companies.office.forms import OfficeForm
from companies.office.words import count
from core.channels import Channel
from core.errors import InvalidError
from delivery.models import Broadcast, ChannelAccount
from templates_app.lifecycle import APPROVED
from templates_app.models import MessageTemplate
from templates_app.rendering.variables import Variables

MOST_CHOICES = 300
LONGEST_VALUE = 2_000
VALUE = "value_"


class ChoicesField(forms.TypedMultipleChoiceField):
    """Some of the company's groups or segments, by ticking them."""

    def __init__(self, **options: Any) -> None:
        widget = UnfoldAdminCheckboxSelectMultipleWidget()
        widget.template_name = "office/widgets/choices.html"
        super().__init__(coerce=int, required=False, widget=widget, **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """The order does not matter."""
        return {str(one) for one in initial or []} != {str(one) for one in data or []}


class TemplateField(forms.ModelChoiceField[MessageTemplate]):
    """An approved template."""

    def label_from_instance(self, obj: MessageTemplate) -> str:
        """Its name, and by what it goes."""
        return f"{obj.name} ({obj.get_channel_display()})"


class BroadcastForm(OfficeForm):
    """A broadcast.

    Attributes:
        company_id: whose; None where no company is in front.
        value_fields: by the name of a field for a value, the template's variable.
    """

    company_id: ClassVar[int | None] = None
    value_fields: ClassVar[Mapping[str, str]] = {}

    name = forms.CharField(max_length=255, widget=UnfoldAdminTextInputWidget)
    template = TemplateField(
        queryset=None,
        empty_label="Choose a template",
        widget=UnfoldAdminSelectWidget,
        help_text="Approved ones. Each run takes the version that is approved when it begins.",
    )
    account = forms.ModelChoiceField[ChannelAccount](
        queryset=None,
        required=False,
        empty_label="The usual one of the channel",
        widget=UnfoldAdminSelectWidget,
        help_text="By which account it leaves.",
    )
    groups = ChoicesField(label="Groups")
    segments = ChoicesField(label="Segments", help_text="Who belongs to a segment is asked anew for each run.")
    frequency_capping = forms.BooleanField(
        label="Frequency cap",
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
        help_text="Leaves out who has had as many messages of this channel lately as the company's cap allows.",
    )

    class Meta:
        model = Broadcast
        fields = ("frequency_capping",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owner = self.instance.company_id or self.company_id or 0
        self._field("groups").choices = list(_groups(owner))
        self._field("segments").choices = list(_segments(owner, self._chosen_segments()))
        if self.instance.pk:
            self._begin_with(self.instance)
        else:
            self._field("template").queryset = _approved(owner)
            del self.fields["account"]

    def _begin_with(self, broadcast: Broadcast) -> None:
        """What is there; its name is the campaign's, and its template stays."""
        del self.fields["name"], self.fields["template"]
        self._field("account").queryset = _accounts(broadcast.company_id, broadcast)
        self.initial.update(groups=broadcast.list_ids, segments=broadcast.segment_ids, account=broadcast.account_id)
        self.initial.update({name: broadcast.values.get(key, "") for name, key in self.value_fields.items()})

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _chosen_segments(self) -> set[int]:
        return set(self.instance.segment_ids) if self.instance.pk else set()

    def said(self) -> dict[str, Any]:
        """What the form says of what can be changed later."""
        data = self.cleaned_data
        known = {name: text for name, text in self.instance.values.items() if name not in self.value_fields.values()}
        values = {key: data[name] for name, key in self.value_fields.items() if data.get(name)}
        return {
            "list_ids": data["groups"],
            "segment_ids": data["segments"],
            "values": {**known, **values},
            "frequency_capping": data["frequency_capping"],
            "account": data.get("account"),
        }

    def _refusals(self) -> Iterator[tuple[str | None, str]]:
        """What is wrong with one value stands beside it."""
        fields = {f"personalization.{key}": name for name, key in self.value_fields.items()}
        refusal = self.refusal
        if isinstance(refusal, InvalidError) and any(fault.name in fields for fault in refusal.faults):
            yield from ((fields.get(fault.name), fault.message) for fault in refusal.faults)
        else:
            yield from super()._refusals()


def with_values(variables: Variables, template_id: int) -> type[BroadcastForm]:
    """The form with a field for each variable of a template."""
    names = {f"{VALUE}{number}": key for number, key in enumerate(variables.names)}
    fields = {name: _value_field(key, is_required=key in variables.required) for name, key in names.items()}
    return type(f"BroadcastForm{template_id}", (BroadcastForm,), {**fields, "value_fields": names})


def _value_field(key: str, *, is_required: bool) -> forms.CharField:
    needed = "Who has no value of their own gets this one; without either they are left out."
    spared = "The template has words of its own for whoever has no value."
    return forms.CharField(
        label=in_words(key),
        required=False,
        max_length=LONGEST_VALUE,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 1}),
        help_text=needed if is_required else spared,
    )


def in_words(key: str) -> str:
    """A variable of a template as people call it: its own name, or which value of which part (`Variables`)."""
    *parts, last = key.split(".")
    if not parts:
        return f"Value {last} of the text" if last.isdecimal() else last
    *around, part = [re.sub(r"(\d+)", r" \1", part) for part in parts]
    where = ", ".join([*around, part if part[-1].isdecimal() else f"the {part}"])
    if last.isdecimal():
        return f"Value {last} of {where}"
    return f"Address of the picture of {where}" if last == "image" else f"Address of the picture or file of {where}"


def _approved(owner: int) -> Any:
    usable = MessageTemplate.objects.filter(company_id=owner, is_archived=False, versions__status=APPROVED)
    return usable.order_by("name_folded")


def _accounts(owner: int, broadcast: Broadcast) -> Any:
    fitting = ChannelAccount.objects.filter(company_id=owner, channel=broadcast.channel)
    live = fitting.filter(disabled_at=None)
    return (live | fitting.filter(pk=broadcast.account_id or 0)).order_by("name", "pk")


def _groups(owner: int) -> Iterator[tuple[int, Any]]:
    found = list(Group.objects.filter(company_id=owner).order_by("name_folded")[:MOST_CHOICES])
    sizes = groups.counts(found)
    for group in found:
        yield group.pk, _choice(group.name, sized(sizes[group.pk], groups.CAP))


def _segments(owner: int, chosen: set[int]) -> Iterator[tuple[int, Any]]:
    """Those that are chosen are counted; counting them all would take as long as sending."""
    for segment in Segment.objects.filter(company_id=owner).order_by("name_folded")[:MOST_CHOICES]:
        yield segment.pk, _choice(segment.name, _size_of(segment) if segment.pk in chosen else "")


def _size_of(segment: Segment) -> str:
    try:
        found = segments.preview(company_id=segment.company_id, filter=segment.filter)
    except InvalidError as error:
        return error.message
    return f"fits {sized(found.count, segments.CAP)}"


def _choice(name: str, size: str) -> Any:
    return format_html("<span>{}</span> <small>{}</small>", name, size)


def sized(n: int, cap: int) -> str:
    """So many contacts, or more than can be counted quickly."""
    return f"more than {cap:,} contacts" if n > cap else count(n, "contact")


def names_of(broadcast: Broadcast) -> dict[str, list[str]]:
    """The groups and segments of a broadcast by their names, for whoever only looks."""
    found = Group.objects.filter(company_id=broadcast.company_id, pk__in=broadcast.list_ids)
    fitting = Segment.objects.filter(company_id=broadcast.company_id, pk__in=broadcast.segment_ids)
    return {
        "groups": list(found.order_by("name_folded").values_list("name", flat=True)),
        "segments": list(fitting.order_by("name_folded").values_list("name", flat=True)),
    }


def channel_name(channel: str) -> str:
    """By what it goes."""
    return str(Channel(channel).label)
