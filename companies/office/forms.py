"""The base of forms in the back office: the domain's refusals show beside the fields that they speak of."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from core.errors import DomainError, InvalidError

MAX_LINES = 50


class OfficeForm(forms.ModelForm[Any]):
    """A form whose rules live in the domain.

    Attributes:
        refusal: what the domain said when this very input was stored.
        names: the form's field for a name in the domain's faults, where they differ.
    """

    refusal: ClassVar[DomainError | None] = None
    names: ClassVar[dict[str, str]] = {}

    def clean(self) -> dict[str, Any]:
        """Show the domain's refusal where it belongs; the input stays."""
        cleaned = super().clean() or self.cleaned_data
        for name, message in self._refusals():
            self.add_error(name, message)
        return cleaned

    def _refusals(self) -> Iterator[tuple[str | None, str]]:
        refusal = self.refusal
        if isinstance(refusal, InvalidError) and refusal.faults:
            for fault in refusal.faults:
                name = self.names.get(fault.name, fault.name)
                yield (name, fault.message) if name in self.fields else (None, f"{fault.name}: {fault.message}")
        elif refusal is not None:
            yield None, refusal.message


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    def __init__(self, *, max_length: int = 500, **options: Any) -> None:
        self.line_length = max_length
        options.setdefault("widget", UnfoldAdminTextareaWidget(attrs={"rows": 4}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Lines as a list."""
        if isinstance(value, list):
            return value
        text = super().to_python(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """Neither too many nor too long."""
        super().validate(value)
        if len(value) > MAX_LINES:
            raise forms.ValidationError(f"At most {MAX_LINES} lines.")
        if any(len(line) > self.line_length for line in value):
            raise forms.ValidationError(f"A line may have at most {self.line_length} characters.")

    def run_validators(self, value: Any) -> None:
        """Those of texts do not fit a list; the NUL is refused line by line."""
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines differ."""
        return bool(list(initial or []) != self.to_python(data))
