"""Reading filters: every fault by its path; and what the meaning of each operator is at its edges."""

from datetime import UTC, datetime, timedelta

import pytest

from audiences.filters import parse, select, words
from audiences.models import Contact
from core.errors import InvalidError
from core.tenancy import company_scope
from tests.audiences.conftest import NOW, make_contact, make_group, moment, run

EMAIL = {"field": "email", "op": "is set"}
NO_FIELD = (
    "There is no such field. Use one of: email, phone, external_id, first_name, last_name, language, time_zone, "
    "created_at, updated_at, attributes.…, consent.…, group."
)
NO_CHANNEL = "There is no such channel. Use one of: email, sms, whatsapp, apn, bpn."
NO_OPERATOR = "Choose one of: is, is not, contains, starts with, in, is set, is not set."
NO_DAY = "Write a day, for instance 2026-05-17."
NO_DAYS = "Write a whole number of days from 1 to 3,650."
NO_PART = "There is no such part of a condition."


def faults(data):
    with pytest.raises(InvalidError) as error:
        parse(data)
    return [(fault.name, fault.message) for fault in error.value.faults]


@pytest.mark.parametrize("data", [None, [], "all", 7, {}, {"field": "email", "op": "is set"}, {"none": [EMAIL]}])
def test_what_is_no_filter_at_all(data):
    assert faults(data) == [("", 'A filter is an object with "all" or "any" and a list of conditions.')]


@pytest.mark.parametrize(
    ("condition", "path", "message"),
    [
        ("email", "all.0", "A condition is an object."),
        ({"field": "shoe", "op": "is"}, "all.0.field", NO_FIELD),
        ({"field": "attributes", "op": "is set"}, "all.0.field", "Say which attribute."),
        ({"field": "attributes.", "op": "is set"}, "all.0.field", "Say which attribute."),
        ({"field": "consent", "op": "is set"}, "all.0.field", NO_FIELD),
        ({"field": "email.x", "op": "is set"}, "all.0.field", NO_FIELD),
        ({"field": "attributes.a.b", "op": "is set"}, "all.0.field", "No attribute can be called so."),
        ({"field": "attributes.a'b", "op": "is set"}, "all.0.field", "No attribute can be called so."),
        ({"field": "consent.fax", "op": "is set"}, "all.0.field", NO_CHANNEL),
        ({"field": "email", "op": "<", "value": 1}, "all.0.op", NO_OPERATOR),
        ({"field": "email", "op": ["is"]}, "all.0.op", NO_OPERATOR),
        ({"field": "email", "op": "is", "value": " "}, "all.0.value", "Write a text."),
        ({"field": "email", "op": "is", "value": "a\x00"}, "all.0.value", "It holds a character that cannot be kept."),
        ({"field": "email", "op": "is", "value": "x" * 1001}, "all.0.value", "At most 1,000 characters."),
        ({"field": "email", "op": "is set", "value": "x"}, "all.0.value", "“is set” takes no value."),
        ({"field": "email", "op": "in", "value": "a"}, "all.0.value", "Write a list of 1 to 200 texts."),
        ({"field": "email", "op": "in", "value": ["a", 3]}, "all.0.value.1", "Write a text."),
        ({"field": "email", "op": "is", "value": "a", "not": True}, "all.0.not", NO_PART),
        ({"field": "attributes.a", "op": "<", "value": "3"}, "all.0.value", "Write a number."),
        ({"field": "attributes.a", "op": "<", "value": True}, "all.0.value", "Write a number."),
        ({"field": "attributes.a", "op": "<", "value": 1e300}, "all.0.value", "The number is too large."),
        ({"field": "attributes.a", "op": "<", "value": 10**400}, "all.0.value", "The number is too large."),
        ({"field": "attributes.a", "op": "<", "value": float("inf")}, "all.0.value", "Write a number."),
        ({"field": "created_at", "op": "before", "value": "2027-02-30"}, "all.0.value", NO_DAY),
        ({"field": "created_at", "op": "after", "value": "1027-02-03"}, "all.0.value", NO_DAY),
        ({"field": "created_at", "op": "in the last n days", "value": 0}, "all.0.value", NO_DAYS),
        ({"field": "group", "op": "member of", "value": "1"}, "all.0.value", "Choose a group."),
        ({"field": "group", "op": "member of", "value": 2**63}, "all.0.value", "Choose a group."),
        ({"field": "consent.sms", "op": "is", "value": "yes"}, "all.0.value", "Say given or withdrawn."),
        ({"did": " "}, "all.0.did", "Say what they did, for instance receive."),
        ({"did": "open", "times": 0}, "all.0.times", "Write a number from 1 to 1,000."),
        ({"did": "open", "within_days": 4000}, "all.0.within_days", "Write a number of days from 1 to 3,650."),
        ({"did": "open", "campaign": "x"}, "all.0.campaign", "Choose a campaign."),
        ({"did not": "open", "times": 2}, "all.0.times", NO_PART),
        ({"all": []}, "all.0.all", "Say at least one condition."),
        ({"all": [EMAIL], "any": [EMAIL]}, "all.0", 'Write either "all" or "any", with a list of conditions.'),
        ({"any": [{"all": [{"any": [EMAIL]}]}]}, "all.0.any.0.all.0", "Conditions nest at most 3 deep."),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(condition, path, message):
    assert faults({"all": [condition]}) == [(path, message)]


def test_every_fault_is_told():
    found = faults({"any": [{"field": "email", "op": "is"}, EMAIL, {"all": [{"did": "open", "times": 0}]}]})
    assert [path for path, _ in found] == ["any.0.value", "any.2.all.0.times"]


def test_fifty_conditions_are_the_most():
    assert len(parse({"all": [EMAIL] * 50}).parts) == 50
    assert faults({"all": [{"any": [EMAIL] * 30}, {"any": [EMAIL] * 21}]}) == [
        ("", "A filter has at most 50 conditions.")
    ]


def test_a_sentence_says_what_is_asked():
    asked = {
        "all": [
            {"field": "attributes.city", "op": "is", "value": "Oslo"},
            {
                "any": [
                    {"did": "open", "times": 2, "within_days": 30},
                    {"field": "group", "op": "member of", "value": 3},
                ]
            },
        ]
    }
    said = words.sentence(parse(asked), groups={3: "Team"}, kinds={"open": "open a message"})
    assert said == "city is Oslo and (did open a message 2 times in the last 30 days or group member of Team)"


# -- What each means, at its edges


def chosen(company, *conditions, word="all"):
    rows = run(select(parse({word: list(conditions)}), moment(company)))
    return set(Contact.objects.filter(pk__in=[row[0] for row in rows]).values_list("external_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("is", "oslo", {"upper"}),
        ("is not", "Oslo", {"none", "other", "number"}),
        ("is not set", None, {"none"}),
        ("contains", "sl", {"upper"}),
        ("contains", "%", {"other"}),
        ("starts with", "O", {"upper"}),
        ("in", ["OSLO", "42"], {"upper", "number"}),
        ("is", 42, {"number"}),
        (">", 41.5, {"number"}),
        ("<", 41.5, set()),
    ],
)
def test_what_is_missing_is_like_nothing_and_is_not_anything(company, scope, op, value, expected):
    for name, city in (("upper", "Oslo"), ("none", None), ("other", "100 %"), ("number", 42)):
        make_contact(company, external_id=name, attributes={"city": city})
    condition = {"field": "attributes.city", "op": op, "value": value}
    assert chosen(company, {key: one for key, one in condition.items() if one is not None}) == expected


@pytest.mark.django_db
def test_a_day_begins_at_the_companys_midnight(company, scope):
    for name, at in (
        ("before", "2027-04-30T21:59:59Z"),
        ("at", "2027-04-30T22:00:00Z"),
        ("end", "2027-05-01T22:00:00Z"),
    ):
        contact = make_contact(company, external_id=name)
        Contact.objects.filter(pk=contact.pk).update(created_at=datetime.fromisoformat(at))
    assert chosen(company, {"field": "created_at", "op": "before", "value": "2027-05-01"}) == {"before"}
    assert chosen(company, {"field": "created_at", "op": "after", "value": "2027-05-01"}) == {"end"}


@pytest.mark.django_db
def test_the_last_days_end_now(company, scope):
    for name, span in (("old", timedelta(days=7, seconds=1)), ("edge", timedelta(days=7)), ("future", -timedelta(1))):
        contact = make_contact(company, external_id=name)
        Contact.objects.filter(pk=contact.pk).update(created_at=NOW - span)
    assert chosen(company, {"field": "created_at", "op": "in the last n days", "value": 7}) == {"edge"}


@pytest.mark.django_db
def test_days_of_attributes_are_whole_days_and_others_are_none(company, scope):
    days = {"today": "2027-05-02", "stamp": "2027-04-30T08:00:00Z", "no-day": "2027-04-31x", "old": "2027-04-29"}
    for name, day in days.items():
        make_contact(company, external_id=name, attributes={"bought": day})
    last = {"field": "attributes.bought", "op": "in the last n days", "value": 2}
    assert chosen(company, last) == {"today", "stamp"}
    assert chosen(company, {"field": "attributes.bought", "op": "before", "value": "2027-04-30"}) == {"old"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("email", "is", "A@B.no"),
        ("first_name", "is", "ÅSE"),
        ("last_name", "starts with", "STRASS"),
        ("phone", "is", "+47 901 23 456"),
        ("phone", "starts with", "+47 90"),
    ],
)
def test_capitals_and_blanks_do_not_matter_where_people_write_them(company, scope, field, op, value):
    make_contact(company, "a@b.no", external_id="x", first_name="Åse", last_name="Straße", phone="+4790123456")
    make_contact(company, external_id="y")
    assert chosen(company, {"field": field, "op": op, "value": value}) == {"x"}


@pytest.mark.django_db
def test_ids_are_compared_as_they_are(company, scope):
    make_contact(company, external_id="C-1")
    assert chosen(company, {"field": "external_id", "op": "is", "value": "c-1"}) == set()


@pytest.mark.django_db
def test_another_companys_contacts_and_groups_fit_nothing(company, other_company, scope):
    with company_scope(other_company.pk):
        foreign = make_contact(other_company, "x@b.no", external_id="theirs")
        group = make_group(other_company, "Theirs", [foreign])
    make_contact(company, "a@b.no", external_id="ours")
    assert chosen(company, EMAIL) == {"ours"}
    assert chosen(company, {"field": "group", "op": "member of", "value": group.pk}) == set()


@pytest.mark.django_db
def test_behaviour_is_asked_of_who_knows(company, scope, opens):
    opens.times = {make_contact(company, external_id="keen").pk: 2, make_contact(company, external_id="once").pk: 1}
    make_contact(company, external_id="never")
    assert chosen(company, {"did": "open", "campaign": 7, "within_days": 30, "times": 2}) == {"keen"}
    asked = opens.asked[-1]
    assert (asked.company_id, asked.kind, asked.campaign, asked.times) == (company.pk, "open", 7, 2)
    assert asked.since == datetime(2027, 4, 2, 11, tzinfo=UTC)
    assert chosen(company, {"did not": "open"}) == {"never"}


@pytest.mark.django_db
def test_behaviour_that_nobody_knows_is_refused_in_words(company, scope, no_behaviour):
    with pytest.raises(
        InvalidError, match=r"^Nothing is known of who did “open”\. Nothing that people did is recorded"
    ):
        select(parse({"all": [{"did": "open"}]}), moment(company))


def test_no_value_stands_in_the_statement(company):
    evil = "x'; DROP TABLE audiences_contact; --"
    asked = {
        "all": [
            {"field": "attributes.city", "op": "is", "value": evil},
            {"field": "email", "op": "in", "value": [evil]},
        ]
    }
    statement, values = select(parse(asked), moment(company))
    assert "DROP" not in statement
    assert values == [company.pk, "city", evil, [evil.lower()]]
