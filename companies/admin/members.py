"""A company's people in the back office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextInputWidget

from companies import members
from companies.admin import secrets
from companies.models import Membership, Role
from companies.office.base import OfficeAdmin, company_in_front
from companies.office.bulk import on_each
from companies.office.cards import Card
from companies.office.forms import OfficeForm
from companies.office.words import label, moment, page_of
from companies.roles import Right

ROLES = {
    Role.OWNER: ("info", "Everything, including people, credentials and settings."),
    Role.MARKETER: ("good", "Creates and changes campaigns."),
    Role.APPROVER: ("warn", "Looks at everything and approves."),
    Role.ANALYST: ("neutral", "Looks at everything, changes nothing."),
}


class MemberForm(OfficeForm):
    """The role of a member; for a new one also who it is."""

    email = forms.EmailField(
        label="E-mail address",
        widget=UnfoldAdminEmailInputWidget,
        help_text="Who has no account yet gets one, with a first password that you pass on.",
    )
    full_name = forms.CharField(label="Name", required=False, max_length=255, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Membership
        fields = ("role",)


class RoleForm(OfficeForm):
    """The role of a member."""

    class Meta:
        model = Membership
        fields = ("role",)


@admin.register(Membership)
class MembershipAdmin(OfficeAdmin):
    """Who works for a company, and as what."""

    add_right = change_right = delete_right = Right.MANAGE
    intro = "People who work here, and what each may do."
    nothing = ("Nobody yet", "Add people by their e-mail address.")

    list_display = ("name", "email", "role_", "signed_in")
    list_filter = (("role", ChoicesDropdownFilter),)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__full_name")
    search_help_text = "Name or e-mail address"
    ordering = ("user__email", "pk")
    sortable_by = ()
    fieldsets = ((None, {"fields": ("name", "email", "role")}),)
    readonly_fields = ("name", "email")
    add_fieldsets = ((None, {"fields": ("email", "full_name", "role")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the people themselves."""
        return super().get_queryset(request).select_related("user")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a new member's name and address are typed in."""
        return self.readonly_fields if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        """Another form for a new member."""
        return super().get_form(request, obj, change=change, form=RoleForm if obj else MemberForm, **options)

    @display(description="Name", ordering="user__full_name")
    def name(self, obj: Membership) -> str:
        """Who it is."""
        return str(obj.user)

    @display(description="E-mail address", ordering="user__email")
    def email(self, obj: Membership) -> str:
        """How they sign in."""
        return obj.user.email

    @display(description="Role", ordering="role")
    def role_(self, obj: Membership) -> SafeString:
        """What they may do."""
        return label(obj.get_role_display(), ROLES[Role(obj.role)][0])

    @display(description="Last signed in")
    def signed_in(self, obj: Membership) -> SafeString | str:
        """To the back office."""
        return moment(obj.user.last_login) if obj.user.last_login else "Never"

    def store(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> Membership:
        """Add the person, or change the role."""
        if change:
            return members.change_role(membership=obj, role=form.cleaned_data["role"])
        company = company_in_front(request)
        request.welcomed = found = members.add_member(company_id=company.pk, **form.cleaned_data)  # type: ignore[attr-defined]
        return found.membership

    def response_add(self, request: HttpRequest, obj: Membership, post_url_continue: str | None = None) -> HttpResponse:
        """A new account's first password, once."""
        found: members.Welcomed = request.welcomed  # type: ignore[attr-defined]
        if not found.password:
            answer: HttpResponse = super().response_add(request, obj, post_url_continue)
            return answer
        values = [("E-mail address", obj.user.email), ("First password", found.password)]
        note = "Pass it on in a safe way. It can be changed under the name at the bottom of the menu."
        group = secrets.Secrets(str(obj.user), values, note)
        return secrets.show(request, self, title="Member added", groups=[group], back=page_of(obj))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """End the membership."""
        members.remove_member(membership=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """End several memberships."""
        on_each(request, queryset, lambda one: members.remove_member(membership=one), noun="member", done="removed")

    def cards(self, request: HttpRequest, obj: Any) -> list[Card]:
        """What the roles mean, and the history."""
        return [*self.cards_for_new(request), *super().cards(request, obj)]

    def cards_for_new(self, request: HttpRequest) -> list[Card]:
        """What the roles mean."""
        rows = [(label(role.label, tone), text) for role, (tone, text) in ROLES.items()]
        return [Card("Roles", "office/cards/pairs.html", {"pairs": rows}, icon="badge")]
