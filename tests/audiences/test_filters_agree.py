"""Whatever the filter and whoever the contacts: SQL and the description in Python choose the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiences.filters import parse, select
from audiences.models import Contact, Group, GroupMember
from tests.audiences.conftest import NOW, moment, run
from tests.audiences.reference import Person, fits

pytestmark = pytest.mark.django_db

# Letters that both sides fold alike, and those that LIKE, regular expressions and quoting know.
LETTERS = "aAbBøØ1 %_\\'\".*("
words = st.text(LETTERS, min_size=1, max_size=3).map(str.strip).filter(bool)
numbers = st.integers(-20, 20) | st.integers(-80, 80).map(lambda n: n / 4)
days = st.dates(date(2027, 4, 1), date(2027, 6, 1)).map(str)
stamps = days.map(lambda day: f"{day}T12:00:00Z")
values = (
    words | numbers | st.booleans() | days | stamps | st.sampled_from(["12", "-3.5", "1e3", "2027-05-1x", "", "true"])
)
KEYS = ["city", "size of shoe", "x-1"]
ZONES = ["", "Europe/Oslo", "Asia/Tokyo"]
STATUSES = ["given", "withdrawn"]


@st.composite
def people(draw):
    n = draw(st.integers(0, 10_000))
    return Person(
        email=draw(st.sampled_from(["", f"a{n}@b.no", f"ab.{n}@example.com"])),
        phone=draw(st.sampled_from(["", f"+47{40000000 + n}"])),
        external_id=draw(st.sampled_from(["", f"A-{n}", f"a-{n}"])),
        first_name=draw(words | st.just("")),
        last_name=draw(words | st.just("")),
        language=draw(st.sampled_from(["", "nb", "en", "pt-BR"])),
        time_zone=draw(st.sampled_from(ZONES)),
        attributes=draw(st.dictionaries(st.sampled_from(KEYS), values.filter(lambda one: one != ""), max_size=3)),
        consent=draw(
            st.dictionaries(st.sampled_from(["email", "sms"]), st.sampled_from(STATUSES).map(lambda s: {"status": s}))
        ),
        created_at=NOW + timedelta(minutes=draw(st.integers(-60 * 24 * 40, 0))),
        groups=draw(st.sets(st.sampled_from([0, 1]))),
        opened=draw(st.integers(0, 3)),
    )


TEXTS = st.one_of(
    st.fixed_dictionaries({"op": st.sampled_from(["is", "is not", "contains", "starts with"]), "value": words}),
    st.fixed_dictionaries({"op": st.just("in"), "value": st.lists(words, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"op": st.sampled_from(["is set", "is not set"])}),
)
DATES = st.one_of(
    st.fixed_dictionaries({"op": st.sampled_from(["before", "after"]), "value": days}),
    st.fixed_dictionaries({"op": st.just("in the last n days"), "value": st.integers(1, 40)}),
)
MORE = st.one_of(
    TEXTS,
    DATES,
    st.fixed_dictionaries({"op": st.sampled_from(["<", "<=", ">", ">="]), "value": numbers}),
    st.fixed_dictionaries({"op": st.sampled_from(["is", "is not"]), "value": numbers | st.booleans()}),
)
CONSENTS = st.one_of(
    st.fixed_dictionaries({"op": st.sampled_from(["is", "is not"]), "value": st.sampled_from(STATUSES)}),
    st.fixed_dictionaries({"op": st.sampled_from(["is set", "is not set"])}),
)
GROUPS = st.fixed_dictionaries(
    {"op": st.sampled_from(["member of", "not member of"]), "value": st.sampled_from([0, 1])}
)


def of(names, rest):
    return st.builds(lambda name, more: {"field": name, **more}, st.sampled_from(names), rest)


CONDITIONS = st.one_of(
    of(["email", "external_id", "first_name", "last_name", "language", "time_zone"], TEXTS),
    of([f"attributes.{key}" for key in KEYS], MORE),
    of([f"attributes.{key}" for key in KEYS], MORE),
    of(["created_at"], DATES),
    of(["consent.email", "consent.sms"], CONSENTS),
    of(["group"], GROUPS),
    st.fixed_dictionaries({"did": st.just("open"), "times": st.integers(1, 3)}),
    st.just({"did not": "open"}),
)


def combined(parts):
    return st.builds(
        lambda word, rows: {word: rows}, st.sampled_from(["all", "any"]), st.lists(parts, min_size=1, max_size=3)
    )


INNER = combined(CONDITIONS)
FILTERS = combined(CONDITIONS | INNER | combined(CONDITIONS | INNER))


def stored(company, persons, group_ids, opens):
    """The people as rows; who has another's address has none."""
    taken = set()
    for person in persons:
        for name in ("email", "phone", "external_id"):
            if (name, getattr(person, name)) in taken:
                setattr(person, name, "")
            taken.add((name, getattr(person, name)))
    known = ("groups", "opened")
    rows = [Contact(company=company, **{k: v for k, v in vars(one).items() if k not in known}) for one in persons]
    Contact.objects.bulk_create(rows)
    members = [
        GroupMember(company=company, group_id=group_ids[n], contact=row)
        for row, one in zip(rows, persons, strict=True)
        for n in one.groups
    ]
    GroupMember.objects.bulk_create(members)
    opens.times = {row.pk: one.opened for row, one in zip(rows, persons, strict=True)}
    return rows


def with_ids(node, group_ids):
    """The filter with the groups' real ids."""
    for word in ("all", "any"):
        if word in node:
            return {word: [with_ids(part, group_ids) for part in node[word]]}
    return {**node, "value": group_ids[node["value"]]} if node.get("field") == "group" else node


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(persons=st.lists(people(), min_size=1, max_size=6), asked=FILTERS)
def test_sql_chooses_whom_the_description_chooses(company, scope, opens, persons, asked):
    here = moment(company)
    with transaction.atomic():
        group_ids = [Group.objects.create(company=company, name=name).pk for name in ("One", "Two")]
        rows = stored(company, persons, group_ids, opens)
        found = {row[0] for row in run(select(parse(with_ids(asked, group_ids)), here))}
        transaction.set_rollback(True)
    expected = {row.pk for row, one in zip(rows, persons, strict=True) if fits(one, asked, NOW, here.zone)}
    assert found == expected


def test_the_moment_is_the_one_that_days_are_counted_from(company):
    assert moment(company).now == datetime(2027, 5, 2, 11, tzinfo=UTC)
    assert str(moment(company).today) == "2027-05-02"
