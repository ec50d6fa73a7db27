"""The form of an insertion order."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from insertion_orders import orders
from insertion_orders.admin.forms import ZonedForm, plain
from insertion_orders.models import InsertionOrder

FIELDS = tuple(name for name in orders.FIELDS if name != "options")


class OrderForm(ZonedForm):
    """An insertion order."""

    name = forms.CharField(max_length=255, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = InsertionOrder
        fields = FIELDS
        labels = {"auto_sum": "Sum of its campaigns"}
        help_texts = {
            "time_zone": "The order's dates are meant on this clock, and its campaigns' days begin at its midnight.",
            "budget_type": "It cannot be changed later.",
            "total_budget": "In the company's currency. All its campaigns together spend no more; a little more may "
            "come in with the last reports.",
            "total_impressions": "All its campaigns together show no more.",
            "auto_sum": "The total is always the sum of its campaigns' own, and not entered here.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        order = self.instance
        if order.pk:
            self.begin_in(order.zone, starts_at=order.starts_at, ends_at=order.ends_at)
            self.initial["total_budget"] = plain(order.total_budget)
            self._keep_to_its_total(order)
        elif self.company is not None:
            self.begin_in(self.company.zone)

    def _keep_to_its_total(self, order: InsertionOrder) -> None:
        """A total that is summed up is not entered."""
        for name in ("total_budget", "total_impressions"):
            if name in self.fields and order.auto_sum:
                self.fields[name].widget.attrs["readonly"] = True

    def said(self) -> dict[str, Any]:
        """All that it says; where the total is a sum, none of its own."""
        data = {name: self.cleaned_data[name] for name in FIELDS}
        return {**data, "total_budget": None, "total_impressions": None} if data["auto_sum"] else data

    def changes(self) -> dict[str, Any]:
        """What the person changed; a total that is summed up changes by itself."""
        changed = self.changed_names()
        if self.cleaned_data["auto_sum"]:
            changed -= {"total_budget", "total_impressions"}
        return {name: self.cleaned_data[name] for name in changed if name in self.cleaned_data}
