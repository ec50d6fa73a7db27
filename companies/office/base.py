"""The base of every page in the back office.

It keeps people to their company and to their role's rights, hands what they enter to the domain, and shows the
audit trail as the history. It holds no rules: those are the domain's, the roles' and the scope's.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from companies.backoffice import Desk, desk_of
from companies.models import Company
from companies.office.cards import Card
from companies.office.deeds import DeedsAdmin
from companies.office.forms import OfficeForm
from companies.office.paging import CappedPaginator
from companies.office.words import NONE
from core.errors import DomainError


class OfficeAdmin(DeedsAdmin):
    """A kind of object in the back office.

    Attributes:
        intro: a sentence above the list that says what it is for.
        nothing: what an empty list says.
        several: what a number of them is called below the list, where the list's own name is none of several.
    """

    intro: ClassVar[str] = ""
    nothing: ClassVar[tuple[str, str]] = ("Nothing here yet", "")
    several: ClassVar[str] = ""

    form = OfficeForm
    empty_value_display = NONE
    paginator = CappedPaginator
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_filter_submit = True
    compressed_fields = False
    warn_unsaved_form = True
    list_before_template = "office/list_intro.html"
    change_form_template = "office/change_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The form; what the domain refuses is shown in it, beside the input as it was."""
        if object_id is None and self.shows_company(request) and self.has_add_permission(request):
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
        if obj is not None and self.shows_company(request):
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

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What the domain refuses to delete stays, and the reason is shown."""
        try:
            answer: HttpResponse = super().delete_view(request, object_id, extra_context)
        except DomainError as error:
            messages.error(request, error.message)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[object_id]))
        return answer

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


def company_in_front(request: HttpRequest) -> Company:
    """The company that a new object will belong to.

    Raises:
        PermissionDenied: none is in front.
    """
    desk: Desk | None = desk_of(request)
    if desk is None or desk.company is None:
        raise PermissionDenied
    return desk.company
