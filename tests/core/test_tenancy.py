"""The first fence: a query outside a company's scope raises; inside it sees that company alone."""

import threading

import pytest
from django.apps import apps
from django_scopes.exceptions import ScopeError

from campaigns.creation import create_campaign
from campaigns.models import Campaign
from core.context import current
from core.tenancy import CompanyOwned, across_companies, company_scope, scoped_company_id

pytestmark = pytest.mark.django_db


def key_of(model):
    """A primary key of a model, whether of one column or of several."""
    columns = getattr(model._meta.pk, "field_names", ())
    return (1,) * len(columns) if columns else 1


MODELS = [model for model in apps.get_models() if issubclass(model, CompanyOwned)]
QUERIES = {
    "all": lambda objects: objects.all(),
    "filter": lambda objects: objects.filter(pk=1),
    "get": lambda objects: objects.get(pk=1),
    "first": lambda objects: objects.first(),
    "count": lambda objects: objects.count(),
    "exists": lambda objects: objects.exists(),
    "contains": lambda objects: objects.contains(objects.model(pk=key_of(objects.model))),
    "explain": lambda objects: objects.explain(),
    "exclude and exists": lambda objects: objects.exclude(pk=key_of(objects.model)).exists(),
    "values": lambda objects: objects.values("pk"),
    "update": lambda objects: objects.update(pk=1),
    "delete": lambda objects: objects.delete(),
    "aggregate": lambda objects: objects.aggregate(),
    "in bulk": lambda objects: objects.in_bulk([1]),
    "lock": lambda objects: objects.select_for_update(),
    "order": lambda objects: objects.order_by("pk"),
}


def test_every_table_of_a_company_is_known_here():
    assert {model._meta.label for model in MODELS} >= {
        "companies.BrandProfile", "companies.Membership", "companies.Credential", "core.Job", "core.AuditEntry",
        "campaigns.Campaign", "partners.PartnerSource", "partners.SourceRevision", "partners.ExtractedField",
    }  # fmt: skip


def test_every_table_with_a_company_is_company_owned():
    with_company = {
        model for model in apps.get_models() if any(field.name == "company" for field in model._meta.get_fields())
    }
    assert with_company - set(MODELS) == set()


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_outside_a_scope_a_query_raises(model, query):
    with pytest.raises((ScopeError, AttributeError)) as refused:
        list(QUERIES[query](model.objects))
    assert query == "delete" or isinstance(refused.value, ScopeError)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_inside_a_scope_it_narrows_to_the_company(model, company):
    with company_scope(company.pk):
        where = str(model.objects.all().query)
    assert f'"company_id" = {company.pk}' in where


def test_each_scope_sees_its_own(company, other_company):
    for one in (company, other_company):
        with company_scope(one.pk):
            create_campaign(company_id=one.pk, name=one.slug)
    for one in (company, other_company):
        with company_scope(one.pk):
            assert [campaign.name for campaign in Campaign.objects.all()] == [one.slug]
    with across_companies():
        assert Campaign.objects.count() == 2


def test_the_inner_scope_counts_and_the_outer_comes_back(company, other_company):
    with company_scope(company.pk):
        with company_scope(other_company.pk):
            assert (scoped_company_id(), current().company_id) == (other_company.pk, other_company.pk)
        assert (scoped_company_id(), current().company_id) == (company.pk, company.pk)
    assert current().company_id is None


def test_a_fault_closes_the_scope(company):
    with pytest.raises(ZeroDivisionError), company_scope(company.pk):
        raise ZeroDivisionError
    with pytest.raises(ScopeError):
        Campaign.objects.count()


def test_a_scope_is_not_another_threads(company):
    seen = []

    def look():
        try:
            Campaign.objects.count()
        except ScopeError:
            seen.append("raised")

    with company_scope(company.pk):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == ["raised"]


def test_raw_sql_asks_for_the_company_and_gets_none_outside_a_scope():
    with pytest.raises(ScopeError):
        scoped_company_id()


def test_a_scope_does_not_outlive_a_call(owner):
    assert owner.get("/api/campaigns").status_code == 200
    with pytest.raises(ScopeError):
        Campaign.objects.count()
    assert current().company_id is None


def test_nor_a_call_that_failed(owner, monkeypatch):
    from campaigns.api import views

    def boom(**_):
        raise RuntimeError("boom")

    monkeypatch.setattr(views.listing, "page", boom)
    answer = owner.get("/api/campaigns")
    assert (answer.status_code, answer.json()) == (500, {"message": "Unexpected server error. Please try again later."})
    with pytest.raises(ScopeError):
        Campaign.objects.count()
