"""django-filter, as the doors use it: repeatable or comma-separated choices, and refusals in the domain's words."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict

from core.errors import Fault, InvalidError


class CommaSeparated(forms.MultipleHiddenInput):
    """Reads `a=1&a=2`, `a[]=1&a[]=2` and `a=1,2` alike."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Every value, split at commas."""
        values = (
            [*data.getlist(name), *data.getlist(f"{name}[]")] if isinstance(data, QueryDict) else data.get(name, [])
        )
        return [part.strip() for value in values for part in value.split(",") if part.strip()]


class AnyOfFilter(django_filters.MultipleChoiceFilter):
    """Any of several choices."""

    def __init__(self, *args: Any, **options: Any) -> None:
        known = ", ".join(value for value, _ in options["choices"])
        messages = {"invalid_choice": f"%(value)s is not known here. Use one of {known}."}
        super().__init__(*args, widget=CommaSeparated(), error_messages=messages, **options)


class FlagFilter(django_filters.BooleanFilter):
    """`true` or `false`, and nothing else."""

    field_class = forms.TypedChoiceField

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("choices", [("true", "true"), ("false", "false")])
        messages = {"invalid_choice": "%(value)s is neither true nor false."}
        super().__init__(
            *args, error_messages=messages, coerce=lambda value: value == "true", empty_value=None, **options
        )


def cleaned(filterset: type[django_filters.FilterSet], query: QueryDict) -> dict[str, Any]:
    """The query's values as the filter set understands them.

    Raises:
        InvalidError: with every parameter at fault.
    """
    bound = filterset(data=query, queryset=filterset._meta.model._base_manager.none())
    if bound.is_valid():
        return dict(bound.form.cleaned_data)
    errors = bound.form.errors.get_json_data()
    faults = [Fault([name], error["message"]) for name, found in errors.items() for error in found]
    raise InvalidError(faults[0].message, faults=faults)
