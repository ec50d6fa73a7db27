"""The filter builder: rows of conditions that a script draws, and the filter as data behind it."""

import json
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.urls import reverse

from audiences.filters import behaviour
from audiences.filters.fields import FIELDS, OPERATORS, WITH_KEY, WITHOUT_VALUE
from audiences.filters.parsing import DEEPEST
from audiences.models import Contact, Group
from core.channels import Channel

MOST_BYTES = 100_000
SEEN = 500
MOST_CHOICES = 300


class FilterWidget(forms.Widget):
    """Rows for the script, and a hidden field for what they come to."""

    template_name = "office/widgets/filter_builder.html"
    company_id: int = 0
    segment_id: int | None = None
    faults: ClassVar[dict[str, str]] = {}

    class Media:
        css = {"all": ("muster/segments.css",)}
        js = ("muster/segments.js",)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """For the template."""
        context = super().get_context(name, value, attrs)
        preview = reverse("admin:audiences_segment_preview")
        query = QueryDict(mutable=True)
        if self.segment_id:
            query["segment"] = str(self.segment_id)
        context["widget"].update(
            said=value if isinstance(value, str) else json.dumps(value),
            known=json.dumps(known(self.company_id)),
            faults=json.dumps(self.faults),
            preview=f"{preview}?{query.urlencode()}" if query else preview,
        )
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What the script wrote."""
        return data.get(name, "")


class FilterField(forms.Field):
    """A filter as data; whether it is a good one says the domain."""

    widget = FilterWidget

    def prepare_value(self, value: Any) -> Any:
        """As the script reads it."""
        return value if isinstance(value, str) and value else json.dumps(value or {"all": []})

    def clean(self, value: Any) -> Any:
        """As data."""
        try:
            return json.loads(value) if isinstance(value, str) and len(value) <= MOST_BYTES else None
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("The conditions could not be read. Load the page again.") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it asks for something else."""
        return bool(self.prepare_value(initial) != self.prepare_value(data))


def known(company_id: int) -> dict[str, Any]:
    """What the script offers: fields with their operators, the company's groups and attributes, and behaviour."""
    groups = Group.objects.filter(company_id=company_id).order_by("name_folded").values_list("pk", "name")
    return {
        "fields": [
            {"name": one.name, "label": one.label, "kind": one.kind.value, "keyed": one.kind in WITH_KEY}
            for one in FIELDS.values()
        ],
        "operators": {kind.value: list(ops) for kind, ops in OPERATORS.items()},
        "withoutValue": list(WITHOUT_VALUE),
        "channels": [[channel.value, channel.label] for channel in Channel],
        "groups": [[pk, name] for pk, name in groups[:MOST_CHOICES]],
        "attributes": attribute_names(company_id),
        "kinds": list(behaviour.kinds_of(company_id).items()),
        "campaigns": behaviour.campaigns(company_id)[:MOST_CHOICES],
        "deepest": DEEPEST,
    }


def attribute_names(company_id: int) -> list[str]:
    """The attributes of the newest contacts: what a marketer is likely to ask for."""
    newest = Contact.objects.filter(company_id=company_id).order_by("-created_at", "-id")
    rows = newest.values_list("attributes", flat=True)[:SEEN]
    return sorted({name for row in rows for name in row})
