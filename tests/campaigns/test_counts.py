"""Totals come from counters that a trigger keeps: equal to a count of the rows, whatever happened to them."""

from itertools import product

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Campaign, CampaignCount, CampaignStatus, CampaignType
from core.tenancy import across_companies, company_scope

pytestmark = pytest.mark.django_db

STATUSES, TYPES = CampaignStatus.values, CampaignType.values
STATUS, TYPE = st.sampled_from(STATUSES), st.sampled_from(TYPES)
PICK = st.integers(min_value=0, max_value=5)

OPERATIONS = st.one_of(
    st.tuples(st.just("create"), STATUS, TYPE, st.booleans()),
    st.tuples(st.just("bulk create"), STATUS, TYPE, st.integers(min_value=0, max_value=4)),
    st.tuples(st.just("move all"), STATUS),
    st.tuples(st.just("move some"), STATUS, PICK),
    st.tuples(st.just("type some"), TYPE, PICK),
    st.tuples(st.just("archive some"), st.booleans(), PICK),
    st.tuples(st.just("keep in the books"), st.booleans(), PICK),
    st.tuples(st.just("rename all")),
    st.tuples(st.just("delete some"), PICK),
    st.tuples(st.just("delete all of"), STATUS),
    st.tuples(st.just("give away"), PICK),
    st.tuples(st.just("change everything"), STATUS, TYPE, st.booleans(), PICK),
    st.tuples(st.just("upsert"), STATUS),
)


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def upsert(company, other, status):
    """Insert or update in one statement: both triggers fire."""
    sql(
        """INSERT INTO campaigns_campaign (uuid, company_id, name, name_folded, brief, goal, type, status, origin,
               last_status_changed_at, is_archived, context_overrides, tags, version, created_at, updated_at)
           SELECT uuid, company_id, name, name_folded, brief, goal, type, status, origin, last_status_changed_at,
               is_archived, context_overrides, tags, version, created_at, updated_at FROM campaigns_campaign
           UNION ALL SELECT gen_random_uuid(), %s, 'x', 'x', '', '', 'ONE_TIME', 'DRAFT', 'native', now(), false,
               '{}', '{}', 1, now(), now()
           ON CONFLICT (uuid) DO UPDATE SET status = %s""",
        company.pk, status,
    )  # fmt: skip


DO = {
    "create": lambda company, other, status, kind, archived: Campaign.objects.create(
        company=company, name="x", status=status, type=kind, is_archived=archived
    ),
    "bulk create": lambda company, other, status, kind, n: Campaign.objects.bulk_create(
        [Campaign(company=company, name="x", status=status, type=kind) for _ in range(n)]
    ),
    "move all": lambda company, other, status: Campaign.objects.update(status=status),
    "move some": lambda company, other, status, pick: sql(
        "UPDATE campaigns_campaign SET status = %s WHERE id %% 6 = %s", status, pick
    ),
    "type some": lambda company, other, kind, pick: sql(
        "UPDATE campaigns_campaign SET type = %s WHERE id %% 6 = %s", kind, pick
    ),
    "archive some": lambda company, other, flag, pick: sql(
        "UPDATE campaigns_campaign SET is_archived = %s WHERE id %% 6 = %s", flag, pick
    ),
    "keep in the books": lambda company, other, gone, pick: sql(
        "UPDATE campaigns_campaign SET deleted_at = CASE WHEN %s THEN now() END WHERE id %% 6 >= %s", gone, pick
    ),
    "rename all": lambda company, other: sql("UPDATE campaigns_campaign SET name = name || 'x', version = version + 1"),
    "delete some": lambda company, other, pick: sql("DELETE FROM campaigns_campaign WHERE id %% 6 = %s", pick),
    "delete all of": lambda company, other, status: Campaign.objects.filter(status=status).delete(),
    "give away": lambda company, other, pick: sql(
        "UPDATE campaigns_campaign SET company_id = CASE company_id WHEN %s THEN %s ELSE %s END WHERE id %% 6 = %s",
        company.pk, other.pk, company.pk, pick,
    ),
    "change everything": lambda company, other, status, kind, archived, pick: sql(
        "UPDATE campaigns_campaign SET status = %s, type = %s, is_archived = %s, deleted_at = NULL WHERE id %% 6 <= %s",
        status, kind, archived, pick,
    ),
    "upsert": upsert,
}  # fmt: skip


def subsets(values):
    return [(), *((value,) for value in values), tuple(values[:2]), tuple(values)]


WRONG = """
SELECT company_id, status, type, is_archived, sum(counted), sum(there) FROM (
    SELECT company_id, status, type, is_archived, n AS counted, 0 AS there FROM campaigns_campaigncount
    UNION ALL
    SELECT company_id, status, type, is_archived, 0, 1 FROM campaigns_campaign WHERE deleted_at IS NULL
) AS both_of_them GROUP BY company_id, status, type, is_archived HAVING sum(counted) <> sum(there)
"""


def check_counters():
    """Every group of every company: the counters beside the rows themselves."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        assert cursor.fetchall() == []


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(OPERATIONS, st.booleans()), min_size=3, max_size=12))
def test_the_counters_equal_the_rows(company, other_company, operations):
    for (name, *arguments), rolled_back in operations:
        with company_scope(company.pk), transaction.atomic():
            DO[name](company, other_company, *arguments)
            if rolled_back:
                transaction.set_rollback(True)
        check_counters()


def test_the_list_shows_the_same_totals_for_every_filter(owner, company, scope):
    for status, kind, archived in product(STATUSES, TYPES, (False, True)):
        Campaign.objects.create(company=company, name="x", status=status, type=kind, is_archived=archived)
    Campaign.objects.create(company=company, name="x", deleted_at=timezone.now())
    for statuses, types, archived in product(subsets(STATUSES), subsets(TYPES), (False, True)):
        query = f"limit=1&status={','.join(statuses)}&type={','.join(types)}&includeArchived={str(archived).lower()}"
        total = (len(statuses) or 4) * (len(types) or 3) * (2 if archived else 1)
        assert owner.get(f"/api/campaigns?{query}").json()["total"] == total, query


def test_a_statement_that_touches_nothing_counts_nothing(company, scope):
    sql("UPDATE campaigns_campaign SET status = 'ACTIVE' WHERE false")
    sql("DELETE FROM campaigns_campaign WHERE false")
    assert not CampaignCount.objects.exists()


def test_a_failed_statement_counts_nothing(company, scope):
    Campaign.objects.create(company=company, name="x")
    with pytest.raises(Exception, match="campaign_ends_after_start"), transaction.atomic():
        sql("UPDATE campaigns_campaign SET status = 'ACTIVE', starts_at = now(), ends_at = now() - interval '1 day'")
    check_counters()


def test_a_removed_company_takes_its_numbers_to_nothing(company, scope):
    Campaign.objects.create(company=company, name="x")
    with across_companies():
        Campaign.objects.all().delete()
    assert sum(CampaignCount.objects.values_list("n", flat=True)) == 0
