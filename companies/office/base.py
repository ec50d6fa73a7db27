"""The base of every page in the back office.

It keeps people to their company and to their role's rights, hands what they enter to the domain, and shows the
audit trail as the history. It holds no rules: those are the domain's, the roles' and the scope's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from companies.backoffice import Desk, desk_of
from companies.models import Company
from companies.office import history, words
from companies.office.cards import Card, Deed
from companies.office.forms import OfficeForm
from companies.office.paging import CappedPaginator
from companies.roles import Right
from core.errors import DomainError

RECENT = 5
WHOLE_HISTORY = 200


class OfficeAdmin(ModelAdmin):  # type: ignore[type-arg]  # unfold's is not generic
    """A kind of object in the back office.

    Attributes:
        view_right, add_right, change_right, delete_right: the right that each needs; None allows it to nobody.
        company_owned: whether its rows belong to a company; then creating one needs a company in front.
        deeds: what buttons can do to an object, by name.
        intro: a sentence above the list that says what it is for.
        nothing: what an empty list says.
    """

    view_right: ClassVar[Right | None] = Right.VIEW
    add_right: ClassVar[Right | None] = None
    change_right: ClassVar[Right | None] = None
    delete_right: ClassVar[Right | None] = None
    company_owned: ClassVar[bool] = True
    intro: ClassVar[str] = ""
    nothing: ClassVar[tuple[str, str]] = ("Nothing here yet", "")

    form = OfficeForm
    paginator = CappedPaginator
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_filter_submit = True
    compressed_fields = False
    warn_unsaved_form = True
    list_before_template = "office/list_intro.html"
    change_form_template = "office/change_form.html"

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
        return found.select_related("company") if self._shows_company(request) else found

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """The company beside the name where several are in view."""
        columns = list(super().get_list_display(request))
        if self._shows_company(request):
            columns.insert(1, "company")
        return columns

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        """The company as a filter where several are in view."""
        filters = list(super().get_list_filter(request))
        return [("company", RelatedDropdownFilter), *filters] if self._shows_company(request) else filters

    def _shows_company(self, request: HttpRequest) -> bool:
        desk = desk_of(request)
        return self.company_owned and desk is not None and desk.company is None

    # -- One object

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The form; what the domain refuses is shown in it, beside the input as it was."""
        if object_id is None and self._shows_company(request) and self.has_add_permission(request):
            return self._ask_for_company(request)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            request.office_refusal = error  # type: ignore[attr-defined]  # read by `get_form`
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _ask_for_company(self, request: HttpRequest) -> HttpResponse:
        noun = self.opts.verbose_name
        messages.warning(request, f"Choose a company first, at the top of the menu: a new {noun} belongs to one.")
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """The form, with what the domain said to this input."""
        form = super().get_form(request, obj, change=change, **options)
        form.refusal = getattr(request, "office_refusal", None)
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The object; an operator who looks at all companies sees it in its own company's time zone."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and self._shows_company(request):
            timezone.activate(obj.company.zone)  # ended with the scope of the call
        return obj

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand it to the domain; `obj` becomes what the domain made of it."""
        stored = self.store(request, obj, form, change)
        obj.__dict__.update(stored.__dict__)

    def store(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> Model:
        """Create or change the object by the domain's function.

        Args:
            obj: as the form left it, not to be saved.
        """
        raise PermissionDenied

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """The form with its cards."""
        obj = options.get("obj")
        context["cards"] = self.cards(request, obj) if obj else self.cards_for_new(request)
        context["desk"] = desk_of(request)
        return super().render_change_form(request, context, *args, **options)

    def cards(self, request: HttpRequest, obj: Any) -> list[Card]:
        """What stands beside an object's form."""
        return [self.history_card(obj)]

    def cards_for_new(self, request: HttpRequest) -> list[Card]:
        """What stands beside the form of a new object."""
        return []

    # -- Buttons

    def deeds(self) -> Mapping[str, Deed]:
        """What buttons can do to an object, by name."""
        return {}

    def get_urls(self) -> list[Any]:
        """Django's, and one for the buttons."""
        view: Callable[..., HttpResponse] = require_POST(self.admin_site.admin_view(self.do))
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        return [path("<path:object_id>/do/<slug:deed>/", view, name=name), *super().get_urls()]

    def do(self, request: HttpRequest, object_id: str, deed: str) -> HttpResponse:
        """Do what a button says, and go back to the object."""
        obj = self.get_object(request, object_id)
        found = self.deeds().get(deed)
        if obj is None or found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.allows(request, found.right, obj):
            raise PermissionDenied
        try:
            answer = found.run(request, obj)
        except DomainError as error:
            messages.error(request, error.message)
            answer = None
        if isinstance(answer, HttpResponse):
            return answer
        if answer:
            messages.success(request, answer)
        return HttpResponseRedirect(words.page_of(obj))

    # -- History: ours, not Django's

    def history_card(self, obj: Any) -> Card:
        """The latest facts of an object, with a link to all."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[obj.pk])
        facts = history.of(obj, RECENT + 1)
        data = {"facts": facts[:RECENT], "url": url if len(facts) > RECENT else ""}
        return Card("History", "office/cards/history.html", data, icon="history", anchor="history")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything that happened to an object."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {obj}",
            "opts": self.opts,
            "original": obj,
            "facts": history.of(obj, WHOLE_HISTORY),
        }
        return TemplateResponse(request, "office/history.html", context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The domain records what happens."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The domain records what happens."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The domain records what happens."""


class LookOnlyAdmin(OfficeAdmin):
    """A kind of object that nobody edits by hand."""

    warn_unsaved_form = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """Nothing but what the fieldsets name."""
        return []


def company_in_front(request: HttpRequest) -> Company:
    """The company that a new object will belong to.

    Raises:
        PermissionDenied: none is in front.
    """
    desk: Desk | None = desk_of(request)
    if desk is None or desk.company is None:
        raise PermissionDenied
    return desk.company
