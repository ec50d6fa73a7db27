"""Groups and their members."""

import pytest

from audiences import filling, groups, segments
from audiences.models import Contact, Group, GroupMember
from core.errors import ConflictError, InvalidError, NotFoundError
from core.jobs.running import RunningJob
from core.models import AuditEntry
from core.tenancy import company_scope
from tests.audiences.conftest import make_contact, make_group, make_segment
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def members(group):
    return set(GroupMember.objects.filter(group=group).values_list("contact__email", flat=True))


@pytest.fixture
def people(company, scope):
    return [make_contact(company, f"{name}@b.no", first_name=name) for name in ("anna", "berit", "cato")]


def test_a_name_is_found_whatever_its_capitals(company, scope):
    group = groups.create(company_id=company.pk, name="Team  Testing ")
    assert group.name == "Team Testing"
    assert groups.by_name(company_id=company.pk, name=" TEAM testing") == group
    assert groups.by_name(company_id=company.pk, name="Team") is None


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "Say what it is called."), ("x" * 256, "At most 255 characters."), ("ONE", "Another group has this name.")],
)
def test_names_that_are_refused(company, scope, name, message):
    groups.create(company_id=company.pk, name="One")
    with pytest.raises(InvalidError) as error:
        groups.create(company_id=company.pk, name=name)
    assert [(fault.name, fault.message) for fault in error.value.faults] == [("name", message)]
    assert Group.objects.count() == 1


def test_renaming_is_a_fact(company, scope):
    group = groups.create(company_id=company.pk, name="One")
    assert groups.change(group=group, name="Two").name == "Two"
    assert AuditEntry.objects.get(action="changed").changes == {"name": ["One", "Two"]}
    assert groups.by_name(company_id=company.pk, name="two") == group


@pytest.mark.django_db(transaction=True)
def test_of_several_makers_at_once_all_get_the_same_group(company):
    def make():
        with company_scope(company.pk):
            return groups.get_or_create(company_id=company.pk, name="Team").pk

    assert len(set(at_once(make, make, make))) == 1


def test_members_come_and_go_by_sets(company, people):
    group = make_group(company)
    ids = [one.pk for one in people]
    assert groups.add(group=group, contact_ids=ids[:2]) == 2
    assert groups.add(group=group, contact_ids=ids) == 1
    assert groups.remove(group=group, contact_ids=ids[1:]) == 2
    assert groups.remove(group=group, contact_ids=ids[1:]) == 0
    assert members(group) == {"anna@b.no"}
    facts = AuditEntry.objects.filter(action__startswith="members").order_by("pk")
    assert [(fact.action, fact.changes["members"][1]) for fact in facts] == [
        ("members added", 2),
        ("members added", 1),
        ("members removed", 2),
    ]


def test_whoever_a_filter_fits_comes_and_goes(company, people):
    group = make_group(company)
    segment = make_segment(company, {"any": [{"field": "first_name", "op": "in", "value": ["Anna", "Cato"]}]})
    assert groups.add_selected(group=group, selected=segments.sql(segment)) == 2
    assert members(group) == {"anna@b.no", "cato@b.no"}
    segments.change(segment=segment, filter={"all": [{"field": "first_name", "op": "is", "value": "cato"}]})
    segment.refresh_from_db()
    assert groups.remove_selected(group=group, selected=segments.sql(segment)) == 1
    assert members(group) == {"anna@b.no"}


def test_a_job_fills_a_group_and_again_adds_nobody(company, people):
    group, segment = make_group(company), make_segment(company, {"all": [{"field": "email", "op": "is set"}]})
    job = filling.request(group=group, segment=segment)
    assert filling.request(group=group, segment=segment) == job
    assert filling.run(RunningJob(job)) == {"added": 3}
    assert filling.run(RunningJob(job)) == {"added": 0}


def test_a_job_whose_group_is_gone_says_so(company, people):
    group, segment = make_group(company), make_segment(company, {"all": [{"field": "email", "op": "is set"}]})
    job = filling.request(group=group, segment=segment)
    groups.delete(group=group)
    with pytest.raises(NotFoundError, match="deleted meanwhile"):
        filling.run(RunningJob(job))


def test_another_companys_contacts_do_not_come_in(company, other_company, people):
    with company_scope(other_company.pk):
        foreign = make_contact(other_company, "x@b.no")
        assert groups.add(group=make_group(other_company, "Theirs"), contact_ids=[people[0].pk]) == 0
    assert groups.add(group=make_group(company), contact_ids=[foreign.pk]) == 0


def test_counts_stop_at_the_cap(company, people, monkeypatch):
    monkeypatch.setattr(groups, "CAP", 2)
    large, small = make_group(company, "Large", people), make_group(company, "Small", people[:1])
    empty = make_group(company, "Empty")
    assert groups.counts([large, small, empty]) == {large.pk: 3, small.pk: 1, empty.pk: 0}


def test_a_deleted_groups_members_stay_contacts(company, people):
    group = make_group(company, members=people)
    groups.delete(group=group)
    assert not Group.objects.exists()
    assert Contact.objects.count() == 3
    assert AuditEntry.objects.filter(action="deleted", object_label="Team Testing").count() == 1


def test_a_group_that_a_segment_asks_for_is_not_deleted(company, scope):
    group = make_group(company)
    make_segment(company, {"all": [{"any": [{"field": "group", "op": "not member of", "value": group.pk}]}]}, "Rest")
    with pytest.raises(ConflictError, match="The segment “Rest” asks for this group"):
        groups.delete(group=group)
    assert Group.objects.count() == 1


def test_a_group_that_is_gone_takes_nobody(company, people):
    group = make_group(company)
    groups.delete(group=group)
    with pytest.raises(NotFoundError):
        groups.add(group=group, contact_ids=[people[0].pk])
