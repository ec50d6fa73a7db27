"""A form field that inherits: from the brand, unless the campaign has a value of its own, or nothing on purpose."""

from collections.abc import Mapping
from typing import Any

from django import forms

INHERIT, OWN, NOTHING = "inherit", "own", "nothing"
MODES = ((INHERIT, "From the brand"), (OWN, "Own"), (NOTHING, "Nothing, on purpose"))


class InheritingWidget(forms.Widget):
    """The three ways, the value of one's own, and what the brand says.

    Args:
        inner: the widget of the value.
    """

    template_name = "office/widgets/inheriting.html"

    def __init__(self, inner: forms.Widget) -> None:
        super().__init__()
        self.inner = inner
        self.inherited: Any = ""

    @property
    def media(self) -> forms.Media:
        """The inner widget's."""
        return self.inner.media

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """For the template."""
        context = super().get_context(name, value, attrs)
        mode, own = value if isinstance(value, tuple) else (INHERIT, "")
        context["widget"].update(mode=mode, modes=MODES, inherited=self.inherited)
        context["inner_html"] = self.inner.render(name, own, {"id": f"id_{name}", "aria-label": "Own value"})
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, Any]:
        """The mode and the value."""
        return data.get(f"{name}_mode", INHERIT), self.inner.value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """An untouched form may leave it out."""
        return f"{name}_mode" not in data

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the group, not to one input."""
        return ""


class InheritingField(forms.Field):
    """Cleans to a value of one's own, an empty value, or None for inheriting.

    Args:
        inner: the field of the value.
        nothing: the empty value.
    """

    widget: InheritingWidget

    def __init__(self, inner: forms.Field, *, nothing: Any, **options: Any) -> None:
        inner.required = False
        self.inner = inner
        self.nothing = nothing
        super().__init__(widget=InheritingWidget(inner.widget), required=False, **options)

    def prepare_value(self, value: Any) -> tuple[str, Any]:
        """An override as mode and value."""
        if isinstance(value, tuple):
            return value[0], self.inner.prepare_value(value[1])
        if value is None:
            return INHERIT, ""
        return (OWN, self.inner.prepare_value(value)) if value else (NOTHING, "")

    def clean(self, value: Any) -> Any:
        """Mode and value as an override."""
        mode, own = value
        if mode == INHERIT:
            return None
        if mode == NOTHING:
            return self.nothing
        cleaned = self.inner.clean(own)
        if not cleaned:
            raise forms.ValidationError("Enter a value, or choose “Nothing, on purpose”.")
        return cleaned

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the override differs."""
        mode, own = data
        if mode == INHERIT:
            return initial is not None
        if mode == NOTHING:
            return initial is None or bool(initial)
        return not initial or self.inner.has_changed(initial, own)
