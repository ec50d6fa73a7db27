"""Companies in the back office: one's own settings, and for operators all of them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString
from unfold.decorators import display

from companies import creation, profile
from companies.admin import secrets
from companies.backoffice import desk_of
from companies.models import Company
from companies.office.base import OfficeAdmin
from companies.office.forms import OfficeForm
from companies.office.words import label, moment, page_of
from companies.roles import Right

TITLES = {
    "marketer": "First owner",
    "partner": "Partner door",
    "messaging": "Messaging door",
    "agency": "Agency door",
    "dsp": "Media buying door",
}
WORDS = {
    "email": "E-mail address", "password": "Password", "api_key": "API key", "api_secret": "API secret",
    "signing_secret": "Signing secret", "client_id": "Client id", "client_secret": "Client secret",
}  # fmt: skip


class CompanyForm(OfficeForm):
    """A company's settings."""

    class Meta:
        model = Company
        fields = (
            "slug", "name", "time_zone", "currency", "language", "automatic_creation", "review_generated",
            "edit_published", "language_model", "cap_messages", "cap_hours", "quiet_from", "quiet_to", "four_eyes_from",
            "on_hold_since", "on_hold_reason",
        )  # fmt: skip
        labels = {"slug": "Sub-domain", "on_hold_since": "On hold since", "on_hold_reason": "Reason"}
        help_texts = {
            "slug": "Lower-case letters, digits and hyphens. It cannot be changed later.",
            "time_zone": "As in Europe/Oslo. Dates in the back office are shown and entered in it.",
            "currency": "Three letters, as in NOK.",
            "on_hold_since": "While a company is on hold, partners' items wait and become no campaigns, and nothing is "
            "sent or published.",
        }


@admin.register(Company)
class CompanyAdmin(OfficeAdmin):
    """Companies."""

    change_right = Right.MANAGE
    company_owned = False
    intro = "Every company on this installation."

    form = CompanyForm
    list_display = ("name", "slug", "ow_id", "time_zone", "creates", "standing", "since")
    search_fields = ("name", "slug")
    search_help_text = "Name or sub-domain"
    fieldsets = (
        (None, {"fields": ("name", "slug", "ow_id")}),
        ("Region", {"fields": ("time_zone", ("currency", "language"))}),
        ("Partners' items", {"fields": ("automatic_creation",)}),
        ("Content", {"fields": ("review_generated", "edit_published", "language_model")}),
        ("Messages", {"fields": (("cap_messages", "cap_hours"), ("quiet_from", "quiet_to"))}),
        ("Media buying", {"fields": ("four_eyes_from",)}),
        ("On hold", {"fields": ("on_hold_since", "on_hold_reason")}),
    )
    readonly_fields = ("slug", "ow_id")
    add_fieldsets = ((None, {"fields": ("slug", "name", "time_zone")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        """One's own; for operators all."""
        desk = desk_of(request)
        found: QuerySet[Company] = super().get_queryset(request)
        if desk is not None and desk.user.is_superuser:
            return found
        return found.filter(pk=desk.company.pk) if desk and desk.company else found.none()

    def owner_of(self, obj: Model) -> int | None:
        """A company belongs to itself."""
        pk: int = obj.pk
        return pk

    def allows(self, request: HttpRequest, right: Right | None, obj: Any = None) -> bool:
        """Operators may look at every company, whichever is in front."""
        desk = desk_of(request)
        if desk is not None and desk.user.is_superuser:
            return right is not None
        return super().allows(request, right, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Operators."""
        desk = desk_of(request)
        return desk is not None and desk.user.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A company's sub-domain is chosen once."""
        return self.readonly_fields if obj else ()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list for operators; for members their company."""
        desk = desk_of(request)
        if desk is not None and desk.company is not None and not desk.user.is_superuser:
            return HttpResponseRedirect(page_of(desk.company))
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer

    @display(description="Items become campaigns", boolean=True)
    def creates(self, obj: Company) -> bool:
        """By themselves."""
        return obj.automatic_creation

    @display(description="State")
    def standing(self, obj: Company) -> SafeString:
        """Whether it is on hold."""
        return label("On hold", "warn") if obj.on_hold_since else label("Open", "good")

    @display(description="Since", ordering="created_at")
    def since(self, obj: Company) -> SafeString:
        """When it was created."""
        return moment(obj.created_at)

    def store(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> Company:
        """Create it with all that it needs on its first day, or change its settings."""
        data = form.cleaned_data
        if change:
            return profile.update_company(company=obj, fields={name: data[name] for name in form.changed_data})
        request.welcome = found = creation.create_company(**data)  # type: ignore[attr-defined]  # shown below
        return found.company

    def response_add(self, request: HttpRequest, obj: Company, post_url_continue: str | None = None) -> HttpResponse:
        """The first credentials, once."""
        welcome: creation.Welcome = request.welcome  # type: ignore[attr-defined]
        groups = [
            secrets.Secrets(TITLES.get(door, door), [(WORDS[name], value) for name, value in parts.items()])
            for door, parts in welcome.credentials.items()
        ]
        return secrets.show(
            request, self, title=f"{obj.name} is ready", groups=groups, back=page_of(obj),
            intro="These are its first people and machines.",
        )  # fmt: skip
