"""The first fence between companies: a query outside a company scope raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django_scopes import ScopedManager, get_scope, scope, scopes_disabled
from django_scopes.exceptions import ScopeError
from django_scopes.manager import DisabledQuerySet

from core.context import acting

__all__ = ["CompanyOwned", "across_companies", "company_manager", "company_scope", "scoped_company_id"]

# Outside a scope django-scopes refuses every query but these.
for _open in ("exists", "contains", "explain"):
    setattr(DisabledQuerySet, _open, DisabledQuerySet.error)


class CompanyOwned(models.Model):
    """A row that belongs to one company. Its unique constraints and indexes begin with the company."""

    company = models.ForeignKey("companies.Company", on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        abstract = True


def company_manager(queryset: type[models.QuerySet[Any]] = models.QuerySet) -> Any:
    """A manager that refuses to read outside a company scope and narrows to it inside one.

    Args:
        queryset: the model's own queryset class.
    """
    return ScopedManager(company="company", _manager_class=models.Manager.from_queryset(queryset))


@contextmanager
def company_scope(company_id: int) -> Iterator[None]:
    """Open the scope of one company for the block.

    Args:
        company_id: the company's primary key.
    """
    with scope(company=company_id), acting(company_id=company_id):
        yield


@contextmanager
def across_companies() -> Iterator[None]:
    """Lift the fence for work that is nobody's in particular: signing in, sweeping, the operator's back office."""
    with scopes_disabled():
        yield


def scoped_company_id() -> int:
    """The company in scope.

    Raises:
        ScopeError: there is none; raw SQL asks here for what the managers see to elsewhere.
    """
    company: int | None = get_scope().get("company")
    if company is None:
        raise ScopeError("A company's scope must be open for this query.")
    return company
