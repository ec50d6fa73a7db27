"""Keeping people to their company and to their role's rights, on every page of the back office."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from companies.backoffice import desk_of
from companies.roles import Right


class RightsAdmin(ModelAdmin):
    """A kind of object that somebody may, or may not, see and change.

    Attributes:
        view_right, add_right, change_right, delete_right: the right that each needs; None allows it to nobody.
        company_owned: whether its rows belong to a company; then creating one needs a company in front.
    """

    view_right: ClassVar[Right | None] = Right.VIEW
    add_right: ClassVar[Right | None] = None
    change_right: ClassVar[Right | None] = None
    delete_right: ClassVar[Right | None] = None
    company_owned: ClassVar[bool] = True

    # -- Who may

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role, and only in the company in front."""
        return self.allows(request, self.view_right, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By role."""
        return self.allows(request, self.add_right)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role, and only in the company in front."""
        return self.allows(request, self.change_right, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role, and only in the company in front."""
        return self.allows(request, self.delete_right, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for looking."""
        return self.allows(request, self.view_right)

    def allows(self, request: HttpRequest, right: Right | None, obj: Any = None) -> bool:
        """Whether the person at the desk has a right, and the object is of the company in front of them."""
        desk = desk_of(request)
        if desk is None or right is None or not desk.may(right):
            return False
        owner = self.owner_of(obj) if isinstance(obj, Model) else None
        return desk.company is None or owner is None or owner == desk.company.pk

    def owner_of(self, obj: Model) -> int | None:
        """The company that an object belongs to."""
        return getattr(obj, "company_id", None)

    # -- Lists

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the scope shows; with the company's name where several are in view."""
        found: QuerySet[Any] = super().get_queryset(request)
        if not self.shows_company(request):
            return found
        # Django leaves out the list's own relations where a queryset has some already.
        related = self.get_list_select_related(request)
        return found.select_related("company", *(related if isinstance(related, list | tuple) else ()))

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """The company beside the name where several are in view."""
        columns = list(super().get_list_display(request))
        if self.shows_company(request):
            columns.insert(1, "company")
        return columns

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        """The company as a filter where several are in view."""
        filters = list(super().get_list_filter(request))
        return [("company", RelatedDropdownFilter), *filters] if self.shows_company(request) else filters

    def shows_company(self, request: HttpRequest) -> bool:
        """Whether several companies are in view."""
        desk = desk_of(request)
        return self.company_owned and desk is not None and desk.company is None
