"""Which company a person looks at in the back office, and the scope that goes with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from companies import access
from companies.models import Company, User
from companies.roles import Right, may
from core.context import Actor, acting
from core.errors import NotFoundError
from core.tenancy import across_companies, company_scope

SESSION_KEY = "company"


class Desk:
    """What a person sees in the back office: one company, or all of them for an operator.

    Args:
        user: who it is.
        companies: those that they may look into.
        company: the one in front of them; None for an operator who looks at all.
        role: their role in it; None for an operator.
    """

    def __init__(self, user: User, companies: list[Company], company: Company | None, role: str | None) -> None:
        self.user = user
        self.companies = companies
        self.company = company
        self.role = role

    def may(self, right: Right) -> bool:
        """Whether they may do something here."""
        return self.user.is_superuser or (self.role is not None and may(self.role, right))


def desk_of(request: HttpRequest) -> Desk | None:
    """The desk of a signed-in person; None for strangers and for people without a company."""
    return getattr(request, "desk", None)


def _desk(request: HttpRequest) -> Desk | None:
    user: User | AnonymousUser = request.user
    if not isinstance(user, User) or not user.is_active:
        return None
    companies = access.companies_of(user)
    chosen = request.session.get(SESSION_KEY)
    company = next((found for found in companies if found.pk == chosen), None)
    if company is None and companies and not user.is_superuser:
        company = companies[0]
    if company is None and not user.is_superuser:
        return None
    membership = access.membership_of(user, company.pk) if company else None
    return Desk(user, companies, company, membership.role if membership else None)


def choose_company(request: HttpRequest, slug: str) -> None:
    """Put another company in front of a person; an empty slug is all of them, for operators.

    Raises:
        NotFoundError: not one of theirs.
    """
    desk = desk_of(request)
    if desk is None:
        raise NotFoundError("Company not found")
    if not slug and desk.user.is_superuser:
        request.session.pop(SESSION_KEY, None)
        return
    company = next((found for found in desk.companies if found.slug == slug), None)
    if company is None:
        raise NotFoundError("Company not found")
    request.session[SESSION_KEY] = company.pk


@contextmanager
def company_scope_of(request: HttpRequest) -> Iterator[None]:
    """The scope and the time zone in which a person's call is answered.

    Strangers get no scope, so that their queries raise.
    """
    request.desk = desk = _desk(request)  # type: ignore[attr-defined]  # read by `desk_of`
    if desk is None:
        yield
        return
    fence = company_scope(desk.company.pk) if desk.company else across_companies()
    zone = timezone.override(desk.company.zone if desk.company else "UTC")
    with fence, zone, acting(actor=Actor("person", desk.user.pk, str(desk.user)), door="admin"):
        yield
