"""The back office as an admin site: members come in, strangers do not."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from companies import access
from companies.backoffice import choose_company, desk_of
from core.api import throttling
from core.errors import NotFoundError, TooManyError


class LoginForm(AuthenticationForm):
    """Signing in to the back office asks for a membership, not for a staff flag, and slows down who guesses."""

    def clean(self) -> dict[str, Any]:
        """Check the password, unless too many were wrong before; count it where it is."""
        address = throttling.caller_address(self.request)
        account = self.cleaned_data.get("username") or ""
        try:
            throttling.check_attempts(address=address, account=account)
        except TooManyError as error:
            raise ValidationError(error.message, code="too_many") from error
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            throttling.count_failure(address=address, account=account)
            raise
        return cleaned

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse who has nothing to look at."""
        if not user.is_active or not (user.is_superuser or access.companies_of(user)):
            raise ValidationError(AdminAuthenticationForm.error_messages["invalid_login"] % {"username": "e-mail"})


class BackOffice(UnfoldAdminSite):
    """The marketers' back office."""

    login_form = LoginForm
    enable_nav_sidebar = True
    index_title = "Home"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever has a desk."""
        return desk_of(request) is not None

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows: also whose company it is."""
        return {**super().each_context(request), "desk": desk_of(request)}

    def get_urls(self) -> list[Any]:
        """Django's, and the switch between companies."""
        switch = path("company/", require_POST(self.admin_view(self.switch_company)), name="switch_company")
        return [switch, *super().get_urls()]

    def switch_company(self, request: HttpRequest) -> HttpResponse:
        """Look at another company."""
        try:
            choose_company(request, request.POST.get("company", ""))
        except NotFoundError as error:
            raise Http404(error.message) from error
        return HttpResponseRedirect(reverse("admin:index"))
