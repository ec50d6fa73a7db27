"""Segments, and the audiences that groups and segments come to."""

import pytest

from audiences import choosing, segments, suppressions
from audiences.models import Segment
from core.errors import InvalidError, NotFoundError
from core.models import AuditEntry
from core.tenancy import company_scope
from tests.audiences.conftest import make_contact, make_group, make_segment, run

pytestmark = pytest.mark.django_db
EVERYBODY = {"any": [{"field": "email", "op": "is set"}, {"field": "email", "op": "is not set"}]}


def faults(error):
    return [(fault.name, fault.message) for fault in error.value.faults]


def test_a_segment_is_kept_with_a_fact(company, scope):
    segment = make_segment(company, EVERYBODY, " All  of them ")
    assert (segment.name, segment.filter) == ("All of them", EVERYBODY)
    assert segments.by_name(company_id=company.pk, name="ALL OF THEM") == segment
    assert [fact.action for fact in AuditEntry.objects.all()] == ["created"]


def test_name_and_filter_are_refused_together(company, scope, opens):
    asked = {
        "all": [{"field": "group", "op": "member of", "value": 999}, {"did": "buy"}, {"did": "open", "campaign": 8}]
    }
    with pytest.raises(InvalidError) as error:
        make_segment(company, asked, "")
    assert faults(error) == [
        ("name", "Say what it is called."),
        ("filter.all.0.value", "There is no such group."),
        ("filter.all.1.did", "Nothing is known of who did “buy”. Known are: open."),
        ("filter.all.2.campaign", "There is no such campaign."),
    ]
    assert not Segment.objects.exists()


def test_a_taken_name_is_refused(company, scope):
    make_segment(company, EVERYBODY, "One")
    with pytest.raises(InvalidError) as error:
        make_segment(company, EVERYBODY, "ONE")
    assert faults(error) == [("name", "Another segment has this name.")]


def test_another_companys_group_is_not_there(company, other_company, scope):
    with company_scope(other_company.pk):
        group = make_group(other_company)
    with pytest.raises(InvalidError, match="There is no such group"):
        make_segment(company, {"all": [{"field": "group", "op": "member of", "value": group.pk}]})


def test_a_change_is_checked_and_told(company, scope):
    segment = make_segment(company, EVERYBODY)
    with pytest.raises(InvalidError):
        segments.change(segment=segment, filter={"all": []})
    segment.refresh_from_db()
    assert segment.filter == EVERYBODY
    asked = {"all": [{"field": "language", "op": "is", "value": "nb"}]}
    assert segments.change(segment=segment, name="Norwegian", filter=asked).filter == asked
    fact = AuditEntry.objects.get(action="changed")
    assert fact.changes == {"name": ["Some", "Norwegian"], "filter": [None, None]}


def test_a_deleted_segment_is_gone(company, scope):
    segment = make_segment(company, EVERYBODY)
    segments.delete(segment=segment)
    with pytest.raises(NotFoundError):
        segments.change(segment=segment, name="Again")
    assert not Segment.objects.exists()


def test_a_preview_counts_to_the_cap_and_shows_the_newest(company, scope, monkeypatch):
    made = [make_contact(company, f"a{n}@b.no") for n in range(12)]
    found = segments.preview(company_id=company.pk, filter=EVERYBODY)
    assert (found.count, found.contacts) == (12, made[:1:-1])
    monkeypatch.setattr(segments, "CAP", 5)
    assert segments.preview(company_id=company.pk, filter=EVERYBODY).count == 6


# -- Audiences


def audience(channel, **named):
    return run(choosing.audience_sql(channel, **named))


@pytest.fixture
def people(company, scope):
    anna = make_contact(company, "anna@b.no", phone="+4790123456", language="nb", time_zone="Europe/Oslo")
    berit = make_contact(company, "berit@b.no")
    cato = make_contact(company, phone="+4790123457", app_tokens=["app-token-1", "app-token-2"])
    return anna, berit, cato


def test_groups_and_segments_come_to_each_contact_once(company, people):
    anna, berit, cato = people
    one, two = make_group(company, "One", [anna, berit]), make_group(company, "Two", [berit, cato])
    segment = make_segment(company, {"all": [{"field": "language", "op": "is", "value": "nb"}]})
    rows = audience("email", list_ids=[one.pk, two.pk, one.pk], segment_ids=[segment.pk])
    assert sorted(rows) == [
        (anna.pk, "anna@b.no", "nb", "Europe/Oslo"),
        (berit.pk, "berit@b.no", "", ""),
        (cato.pk, "", "", ""),
    ]


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_numbers_for_what_goes_to_phones(company, people, channel):
    group = make_group(company, "All", people)
    assert sorted(row[1] for row in audience(channel, list_ids=[group.pk])) == ["", "+4790123456", "+4790123457"]


def test_push_goes_to_each_device_once(company, people):
    cato = people[2]
    make_contact(company, "dora@b.no", app_tokens=["app-token-2", "app-token-3"])
    segment = make_segment(company, EVERYBODY)
    rows = audience("apn", segment_ids=[segment.pk])
    assert sorted(row[1] for row in rows) == ["", "", "app-token-1", "app-token-2", "app-token-3"]
    assert {row[0] for row in rows if row[1] == "app-token-2"} == {cato.pk}


def test_who_is_suppressed_is_in_it_for_the_books(company, people):
    group = make_group(company, "All", people)
    suppressions.add_by_hand(company_id=company.pk, channel="email", address="anna@b.no")
    assert len(audience("email", list_ids=[group.pk])) == 3


@pytest.mark.parametrize(
    ("named", "code", "path", "message"),
    [
        ({"list_ids": [0]}, "LIST_NOT_FOUND", "list_ids.0", "There is no list 0."),
        ({"segment_ids": [7, 0]}, "SEGMENT_NOT_FOUND", "segment_ids.0", "There is no segment 7."),
    ],
)
def test_what_is_not_there_is_named(company, scope, named, code, path, message):
    with pytest.raises(InvalidError) as error:
        choosing.audience_sql("email", **named)
    assert (error.value.code, error.value.message) == (code, message)
    assert faults(error)[0] == (path, message)


def test_another_companys_group_is_no_audience(company, other_company, scope):
    with company_scope(other_company.pk):
        group = make_group(other_company)
    with pytest.raises(InvalidError, match=f"There is no list {group.pk}"):
        choosing.audience_sql("email", list_ids=[group.pk])


def test_nobody_named_is_no_audience(company, scope):
    with pytest.raises(InvalidError, match="Name at least one group or segment"):
        choosing.audience_sql("email")


def test_written_addresses_in_their_order_each_once(company, people):
    anna = people[0]
    rows = run(choosing.inline_sql("email", ["x@b.no", "ANNA@b.no", "X@B.no"]))
    assert rows == [(None, "x@b.no", "", ""), (anna.pk, "anna@b.no", "nb", "Europe/Oslo")]


def test_written_devices(company, people):
    make_contact(company, "dora@b.no", app_tokens=["app-token-2"])
    rows = run(choosing.inline_sql("apn", ["app-token-9", "app-token-2"]))
    assert rows == [(None, "app-token-9", "", ""), (people[2].pk, "app-token-2", "", "")]


def test_written_addresses_of_others_are_nobodys(company, other_company, people):
    with company_scope(other_company.pk):
        assert run(choosing.inline_sql("email", ["anna@b.no"])) == [(None, "anna@b.no", "", "")]


@pytest.mark.parametrize(("addresses", "paths"), [(["a@b.no", "nobody", ""], ["1", "2"]), ([], [])])
def test_written_addresses_that_are_none(company, scope, addresses, paths):
    with pytest.raises(InvalidError) as error:
        choosing.inline_sql("email", addresses)
    assert [fault.name for fault in error.value.faults] == paths
