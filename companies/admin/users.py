"""People's accounts, for operators."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserCreationForm

from companies import access, accounts
from companies.backoffice import desk_of
from companies.models import User
from companies.office.base import OfficeAdmin
from companies.office.cards import Card
from companies.office.forms import OfficeForm
from companies.office.words import label, link, moment
from companies.roles import Right


class NewUserForm(OfficeForm, UserCreationForm):
    """A new account."""

    class Meta:
        model = User
        fields = ("email", "full_name")


class ChangedUserForm(OfficeForm):
    """An account; its password has a page of its own."""

    class Meta:
        model = User
        fields = ("email", "full_name", "is_active", "is_superuser")
        labels = {"is_active": "May sign in"}


class PasswordForm(AdminPasswordChangeForm):
    """Another password for somebody."""

    def save(self, commit: bool = True) -> User:
        """Through the domain, which ends the person's tokens."""
        return accounts.set_password(user=self.user, password=self.cleaned_data["password1"])


@admin.register(User)
class PeopleAdmin(UserAdmin[User], OfficeAdmin):  # type: ignore[misc]  # the stubs and unfold disagree
    """Everybody who can sign in."""

    company_owned: ClassVar[bool] = False
    add_right = change_right = Right.MANAGE
    intro = "Everybody who can sign in. What somebody may do in a company is decided there, by their role."

    form = ChangedUserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
    add_form_template = None
    list_display = ("who", "email", "state", "signed_in")
    list_filter = (("is_active", BooleanRadioFilter), ("is_superuser", BooleanRadioFilter))
    search_fields = ("email", "full_name")
    search_help_text = "Name or e-mail address"
    ordering = ("email",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "full_name", "password_")}),
        ("Access", {"fields": ("is_active", "is_superuser", "signed_in")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "password1", "password2")}),)
    readonly_fields = ("signed_in", "password_")

    def allows(self, request: HttpRequest, right: Right | None, obj: Any = None) -> bool:
        """Operators alone."""
        desk = desk_of(request)
        return desk is not None and desk.user.is_superuser and right is not None

    @display(description="Name", ordering="full_name")
    def who(self, obj: User) -> str:
        """Their name."""
        return str(obj)

    @display(description="Access")
    def state(self, obj: User) -> SafeString:
        """Whether they get in, and how far."""
        if not obj.is_active:
            return label("Closed", "bad")
        return label("Operator", "info") if obj.is_superuser else label("Open", "good")

    @display(description="Password")
    def password_(self, obj: User) -> SafeString:
        """A link; nothing of the password is shown, not even its hash."""
        return link(reverse("admin:auth_user_password_change", args=[obj.pk]), "Set another one")

    @display(description="Last signed in")
    def signed_in(self, obj: User) -> SafeString | str:
        """To the back office."""
        return moment(obj.last_login) if obj.last_login else "Never"

    def store(self, request: HttpRequest, obj: User, form: Any, change: bool) -> User:
        """Create or change the account."""
        data = form.cleaned_data
        if change:
            return accounts.change_account(user=obj, fields={name: data[name] for name in form.changed_data})
        return accounts.create_account(email=data["email"], password=data["password1"], full_name=data["full_name"])

    def cards(self, request: HttpRequest, obj: User) -> list[Card]:
        """Which companies they work for."""
        rows = [(label(one.get_role_display()), one.company) for one in access.memberships_of(obj)]
        return [Card("Companies", "office/cards/pairs.html", {"pairs": rows, "empty": "None yet."}, icon="apartment")]
