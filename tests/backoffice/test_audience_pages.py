"""Contacts, groups, segments and the ledger in the back office."""

import html
import json
import re

import pytest
from django.urls import reverse

from audiences import groups, suppressions
from audiences.addresses import address_hash
from audiences.models import Contact, Group, GroupMember, Segment, Suppression
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from tests.audiences.conftest import ledger, make_contact, make_group, make_segment
from tests.backoffice.conftest import browser
from tests.backoffice.test_campaigns import messages
from tests.backoffice.test_settings import do
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

CONTACTS = "/admin/audiences/contact/"
GROUPS = "/admin/audiences/group/"
SEGMENTS = "/admin/audiences/segment/"
LEDGER = "/admin/audiences/suppression/"
PREVIEW = f"{SEGMENTS}preview/"
OSLO = {"all": [{"field": "attributes.city", "op": "is", "value": "Oslo"}]}


def page(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def text(answer):
    return html.unescape(answer.content.decode())


def contact_form(**fields):
    names = ("first_name", "last_name", "email", "phone", "external_id", "language", "time_zone", "attributes")
    consents = ("consent_email", "consent_sms", "consent_whatsapp", "consent_apn", "consent_bpn", "consent_source")
    return {**dict.fromkeys((*names, *consents), ""), **fields}


def shown(answer):
    """The contacts of a list."""
    return set(re.findall(r"/admin/audiences/contact/(\d+)/change/", answer.content.decode()))


@pytest.fixture
def anna(company, scope):
    return make_contact(
        company, "anna@b.no", phone="+4790123456", external_id="C-1", first_name="Anna", last_name="Ødegård",
        attributes={"city": "Oslo", "zip": "4700", "size": 42, "member": True},
    )  # fmt: skip


# -- Contacts


def test_a_contact_is_made_by_the_form(owner_browser, scope):
    said = contact_form(
        email=" Anna@B.no", attributes='city: Oslo\nsize: 42\nzip: "0047"\nmember: yes\nnote: at 10:30',
        consent_email="given", consent_source="Web form",
    )  # fmt: skip
    owner_browser.post(f"{CONTACTS}add/", said)
    contact = Contact.objects.get()
    assert contact.email == "anna@b.no"
    assert contact.attributes == {"city": "Oslo", "size": 42, "zip": "0047", "member": True, "note": "at 10:30"}
    assert {name: (one["status"], one["source"]) for name, one in contact.consent.items()} == {
        "email": ("given", "Web form")
    }


def test_attributes_come_back_as_they_were(owner_browser, anna):
    answer = text(owner_browser.get(page(anna)))
    lines = re.search(r'<textarea name="attributes"[^>]*>\n?(.*?)</textarea>', answer, re.DOTALL)[1]
    assert sorted(lines.splitlines()) == ["city: Oslo", "member: yes", "size: 42", 'zip: "4700"']
    owner_browser.post(page(anna), contact_form(email="anna@b.no", attributes=lines + "\nnew: 1.5"))
    anna.refresh_from_db()
    assert anna.attributes == {"city": "Oslo", "zip": "4700", "size": 42, "member": True, "new": 1.5}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "berit@b.no"}, "Another contact has this e-mail address."),
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"phone": "901"}, "Write the number with its country code"),
        ({"email": "c@b.no", "attributes": "Oslo"}, "Line 1: write a name, a colon and a value"),
        ({"email": "c@b.no", "attributes": "a: 1\na: 2"}, "Line 2: “a” stands here twice."),
        ({"email": "c@b.no", "attributes": "a.b: 1"}, "a.b: A name has at most 64 letters"),
        ({}, "Say an e-mail address, a phone number or your own id."),
    ],
)
def test_what_is_refused_stands_at_its_field(company, owner_browser, anna, fields, said):
    make_contact(company, "berit@b.no")
    answer = owner_browser.post(page(anna), contact_form(**fields))
    assert answer.status_code == 200
    assert said in text(answer)
    anna.refresh_from_db()
    assert (anna.email, anna.phone) == ("anna@b.no", "+4790123456")


@pytest.mark.parametrize(
    ("term", "is_found"),
    [
        ("anna@", True), ("ANNA@B", True), ("+47 901 23", True), ("C-1", True), ("c-1", False), ("ann", True),
        ("ødeg", True), ("Anna Øde", True), ("anna x", False), ("nna", False), ("%", False), ("_nna", False),
    ],
)  # fmt: skip
def test_a_contact_is_found_by_beginnings(company, owner_browser, anna, term, is_found):
    make_contact(company, "x@b.no")
    assert shown(owner_browser.get(CONTACTS, {"q": term})) == ({str(anna.pk)} if is_found else set())


def test_lists_narrow_by_group_language_and_suppression(company, owner_browser, anna):
    berit = make_contact(company, "berit@b.no", language="nb")
    group = make_group(company, members=[berit])
    suppressions.add_by_hand(company_id=company.pk, channel="email", address="anna@b.no")
    only_anna, only_berit = {str(anna.pk)}, {str(berit.pk)}
    assert shown(owner_browser.get(CONTACTS, {"group": group.pk})) == only_berit
    assert shown(owner_browser.get(CONTACTS, {"language": "nb"})) == only_berit
    assert shown(owner_browser.get(CONTACTS, {"suppressed": "email"})) == only_anna
    assert shown(owner_browser.get(CONTACTS, {"suppressed": "not-email"})) == only_berit
    assert shown(owner_browser.get(CONTACTS, {"suppressed": "sms"})) == set()
    assert "None by E-mail" in text(owner_browser.get(CONTACTS))


@pytest.mark.parametrize("query", ["group=x", "group=99999999999999999999", "suppressed=fax", "language=%27", "q=%27"])
def test_nonsense_in_the_address_breaks_nothing(owner_browser, anna, query):
    assert owner_browser.get(f"{CONTACTS}?{query}").status_code == 200


def test_lists_ask_as_often_for_thirty_as_for_three(
    company, owner_browser, scope, django_assert_max_num_queries, django_assert_num_queries
):
    def fill(first, last):
        for n in range(first, last):
            contact = make_contact(company, f"a{n}@b.no")
            suppressions.add_by_hand(company_id=company.pk, channel="email", address=f"a{n}@b.no")
            group = make_group(company, f"Group {n}", [contact])
            asked = {"all": [{"field": "group", "op": "member of", "value": group.pk}]}
            make_segment(company, asked, f"Segment {n}")

    fill(0, 3)
    counts = {}
    for address in (CONTACTS, GROUPS, SEGMENTS, LEDGER):
        owner_browser.get(address)
        with django_assert_max_num_queries(40) as captured:
            owner_browser.get(address)
        counts[address] = len(captured)
    fill(3, 30)
    for address, number in counts.items():
        with django_assert_num_queries(number):
            owner_browser.get(address)


def test_a_contacts_page_says_what_it_gets_and_why_not(company, owner_browser, anna):
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=["anna@b.no"], reason="complained", source="postmark"
    )
    body = text(owner_browser.get(page(anna)))
    assert "Reported as spam" in body
    assert "postmark" in body
    assert body.count("Gets messages") == 2


def test_suppressing_from_a_contacts_page(company, owner_browser, anna):
    do(owner_browser, anna, "suppress", channel="sms", note="Called us")
    assert ledger(company) == [("sms", address_hash("+4790123456"), "by-hand", "Called us")]
    do(owner_browser, anna, "suppress", channel="fax")
    do(owner_browser, anna, "suppress", channel="apn")
    assert len(ledger(company)) == 1


def test_groups_from_a_contacts_page(company, owner_browser, anna, other_company):
    group = make_group(company)
    do(owner_browser, anna, "join", group=group.pk)
    assert GroupMember.objects.filter(group=group, contact=anna).exists()
    do(owner_browser, anna, "leave", group=group.pk)
    assert not GroupMember.objects.exists()
    with company_scope(other_company.pk):
        foreign = make_group(other_company)
    do(owner_browser, anna, "join", group=foreign.pk)
    assert not GroupMember.objects.exists()


def test_deleting_several_asks_first_and_keeps_the_ledger(company, owner_browser, anna):
    suppressions.add_by_hand(company_id=company.pk, channel="email", address="anna@b.no")
    data = {"action": "delete_selected", "_selected_action": [anna.pk]}
    assert "Are you sure" in text(owner_browser.post(CONTACTS, data))
    assert Contact.objects.count() == 1
    answer = owner_browser.post(CONTACTS, {**data, "post": "yes"}, follow=True)
    assert messages(answer) == ["1 contact deleted. What they asked for is kept."]
    assert not Contact.objects.exists()
    assert len(ledger(company)) == 1


def test_taking_several_out_of_the_group_that_is_shown(company, owner_browser, anna):
    group = make_group(company, members=[anna])
    data = {"action": "take_out", "_selected_action": [anna.pk]}
    assert messages(owner_browser.post(CONTACTS, data, follow=True)) == [
        "Show one group first, by the filter; then choose who leaves it."
    ]
    answer = owner_browser.post(f"{CONTACTS}?group={group.pk}", data, follow=True)
    assert messages(answer) == ["1 contact left “Team Testing”."]
    assert not GroupMember.objects.exists()


# -- Groups


def test_a_group_is_made_renamed_and_deleted(company, owner_browser, scope):
    owner_browser.post(f"{GROUPS}add/", {"name": "News", "description": "Monthly"})
    group = Group.objects.get()
    owner_browser.post(page(group), {"name": "Newsletter", "description": "Monthly"})
    group.refresh_from_db()
    assert (group.name, group.description) == ("Newsletter", "Monthly")
    make_group(company, "Other")
    assert "Another group has this name." in text(owner_browser.post(page(group), {"name": "OTHER", "description": ""}))
    owner_browser.post(f"{GROUPS}{group.pk}/delete/", {"post": "yes"})
    assert [row.name for row in Group.objects.all()] == ["Other"]


def test_who_is_named_comes_in_and_who_is_nobody_is_told(company, owner_browser, anna):
    group, berit = make_group(company), make_contact(company, "berit@b.no")
    who = "C-1\r\n Berit@B.no \r\nnobody@b.no\r\n+47 901 23 456"
    address = reverse("admin:audiences_group_do", args=[group.pk, "add"])
    answer = owner_browser.post(address, {"who": who}, follow=True)
    assert messages(answer) == ["2 contacts put in. Nobody has: nobody@b.no."]
    assert set(GroupMember.objects.values_list("contact_id", flat=True)) == {anna.pk, berit.pk}
    assert "berit@b.no" in text(answer)


def test_a_segment_is_put_in_by_a_job(company, owner_browser, anna):
    group, segment = make_group(company), make_segment(company, OSLO)
    do(owner_browser, group, "fill", segment=segment.pk)
    assert Job.objects.get().arguments == {"group": group.pk, "segment": segment.pk}


def test_a_group_that_a_segment_needs_stays(company, owner_browser, scope):
    group = make_group(company)
    make_segment(company, {"all": [{"field": "group", "op": "member of", "value": group.pk}]}, "Mine")
    answer = owner_browser.post(f"{GROUPS}{group.pk}/delete/", {"post": "yes"}, follow=True)
    assert messages(answer) == ["The segment “Mine” asks for this group. Change the segment first."]
    assert Group.objects.count() == 1


# -- Segments


def test_a_segment_is_made_by_the_builder(owner_browser, scope):
    owner_browser.post(f"{SEGMENTS}add/", {"name": "Oslo", "filter": json.dumps(OSLO)})
    segment = Segment.objects.get()
    assert (segment.name, segment.filter) == ("Oslo", OSLO)
    assert "city is Oslo" in text(owner_browser.get(SEGMENTS))


def test_faults_stand_at_their_conditions_and_the_input_stays(owner_browser, scope):
    said = json.dumps({"all": [{"field": "email", "op": "is", "value": ""}]})
    body = text(owner_browser.post(f"{SEGMENTS}add/", {"name": "Oslo", "filter": said}))
    assert "Some conditions are not complete." in body
    assert '"all.0.value": "Write a text."' in body
    assert said in body
    assert not Segment.objects.exists()


@pytest.mark.parametrize("said", ["", "{", "7", "[" * 100_000, "null"])
def test_what_is_no_filter_is_refused(owner_browser, scope, said):
    answer = owner_browser.post(f"{SEGMENTS}add/", {"name": "Oslo", "filter": said})
    assert answer.status_code == 200
    assert not Segment.objects.exists()


def preview(client, data, address=PREVIEW):
    return client.post(address, data if isinstance(data, str) else json.dumps(data), content_type="application/json")


def test_the_count_follows_the_conditions(owner_browser, anna):
    answer = preview(owner_browser, OSLO)
    assert answer.json() == {
        "count": "1",
        "noun": "contact",
        "contacts": [{"name": "Anna Ødegård", "address": "anna@b.no", "url": page(anna)}],
    }


def test_incomplete_conditions_are_told_by_path(owner_browser, scope):
    answer = preview(owner_browser, {"all": [{"field": "email", "op": "is", "value": ""}]})
    assert answer.json()["faults"] == {"all.0.value": "Write a text."}
    assert preview(owner_browser, "{").status_code == 400


def test_a_strangers_count_is_of_their_own(company, stranger_browser, anna):
    assert preview(stranger_browser, OSLO).json()["count"] == "0"
    segment = make_segment(company, OSLO)
    assert preview(stranger_browser, OSLO, f"{PREVIEW}?segment={segment.pk}").status_code in (403, 404)


def test_an_operator_counts_the_company_of_the_segment(company, operator_browser, anna):
    segment = make_segment(company, OSLO)
    assert preview(operator_browser, OSLO, f"{PREVIEW}?segment={segment.pk}").json()["count"] == "1"
    assert preview(operator_browser, OSLO).status_code == 403


def test_a_segment_is_changed_and_deleted(company, owner_browser, scope):
    segment = make_segment(company, OSLO)
    other = {"any": [{"field": "language", "op": "in", "value": ["nb", "nn"]}]}
    owner_browser.post(page(segment), {"name": "Norwegian", "filter": json.dumps(other)})
    segment.refresh_from_db()
    assert (segment.name, segment.filter) == ("Norwegian", other)
    owner_browser.post(f"{SEGMENTS}{segment.pk}/delete/", {"post": "yes"})
    assert not Segment.objects.exists()


# -- The ledger


def test_an_address_is_added_and_found_by_its_whole(company, owner_browser, scope):
    owner_browser.post(f"{LEDGER}add/", {"channel": "email", "address": "Anna@B.no", "source": "Called us"})
    assert ledger(company) == [("email", address_hash("anna@b.no"), "by-hand", "Called us")]
    assert "Called us" in text(owner_browser.get(LEDGER, {"q": " ANNA@b.no"}))
    assert "Called us" not in text(owner_browser.get(LEDGER, {"q": "anna"}))
    assert "anna@b.no" not in text(owner_browser.get(LEDGER))


def test_lifting_needs_a_reason_and_leaves_a_fact(company, owner, owner_browser, scope):
    row = suppressions.add_by_hand(company_id=company.pk, channel="email", address="anna@b.no")
    do(owner_browser, row, "lift", why=" ")
    assert Suppression.objects.count() == 1
    do(owner_browser, row, "lift", why="She asked us to")
    assert not Suppression.objects.exists()
    fact = AuditEntry.objects.get(action="lifted")
    assert (fact.actor_id, fact.door, fact.changes["why"]) == (owner.user.pk, "admin", [None, "She asked us to"])


def test_who_lifts_is_told_of_other_reasons(company, owner_browser, scope):
    row = suppressions.add_by_hand(company_id=company.pk, channel="email", address="anna@b.no")
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=["anna@b.no"], reason="unsubscribed", source="link"
    )
    address = reverse("admin:audiences_suppression_do", args=[row.pk, "lift"])
    answer = owner_browser.post(address, {"why": "Typo"}, follow=True)
    assert messages(answer) == ["Lifted, but the address still gets no messages: unsubscribed."]


def test_a_marketer_adds_but_does_not_lift(company, scope):
    marketer = browser(make_member(company, "mia", "marketer"))
    marketer.post(f"{LEDGER}add/", {"channel": "email", "address": "anna@b.no", "source": ""})
    row = Suppression.objects.get()
    assert "Lift" not in text(marketer.get(page(row)))
    assert do(marketer, row, "lift", why="I want to").status_code == 403
    assert Suppression.objects.count() == 1


def test_a_row_is_neither_changed_nor_deleted(company, owner_browser, scope):
    row = suppressions.add_by_hand(company_id=company.pk, channel="email", address="anna@b.no")
    assert owner_browser.post(page(row), {"channel": "sms"}).status_code == 403
    assert owner_browser.post(f"{LEDGER}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    owner_browser.post(LEDGER, data)
    assert len(ledger(company)) == 1


# -- Colleagues and strangers


def test_an_analyst_looks_and_does_nothing(company, colleague_browser, anna):
    group, segment = make_group(company), make_segment(company, OSLO)
    row = suppressions.add_by_hand(company_id=company.pk, channel="sms", address="+4790123456")
    body = text(colleague_browser.get(page(anna)))
    assert "city: Oslo" in body
    assert "Put in" not in body
    for one, deed in (
        (anna, "join"),
        (anna, "leave"),
        (anna, "suppress"),
        (group, "add"),
        (group, "fill"),
        (row, "lift"),
    ):
        assert do(colleague_browser, one, deed, group=group.pk, channel="email", why="x", who="C-1").status_code == 403
    assert "city is Oslo" in text(colleague_browser.get(page(segment)))
    assert not GroupMember.objects.exists()
    assert len(ledger(company)) == 1


def test_a_stranger_reaches_nothing(company, stranger_browser, anna):
    group = make_group(company)
    row = suppressions.add_by_hand(company_id=company.pk, channel="sms", address="+4790123456")
    for one, deed in ((anna, "join"), (anna, "suppress"), (group, "add"), (row, "lift")):
        do(stranger_browser, one, deed, group=group.pk, channel="email", why="x", who="C-1")
    for action in ("delete_selected", "take_out"):
        stranger_browser.post(CONTACTS, {"action": action, "_selected_action": [anna.pk], "post": "yes"})
    assert shown(stranger_browser.get(CONTACTS, {"group": group.pk})) == set()
    assert Contact.objects.count() == 1
    assert not GroupMember.objects.exists()
    assert [one[0] for one in ledger(company)] == ["sms"]
    assert groups.of_contact(anna) == []
