"""Who may send what, and that an approval is bound to the very words."""

import pytest

from companies.models import Membership, Role, User
from core.errors import ConflictError, ForbiddenError, InvalidError
from core.models import AuditEntry
from core.tenancy import company_scope
from templates_app import approval, writing
from templates_app.models import TemplateVersion
from tests.conftest import make_member
from tests.racing import at_once
from tests.templates_app.conftest import acting_as, content, make, make_approved

pytestmark = pytest.mark.django_db


def statuses():
    return list(TemplateVersion.objects.order_by("number").values_list("status", flat=True))


def test_a_draft_is_submitted_and_approved(template):
    approval.submit(template=template)
    version = approval.approve(template=template)
    assert (version.status, version.number) == ("approved", 1)
    changes = AuditEntry.objects.filter(action__in=("submitted", "approved")).order_by("pk")
    assert [fact.changes for fact in changes] == [
        {"version 1": ["draft", "in review"]}, {"version 1": ["in review", "approved"]},
    ]  # fmt: skip


def test_an_approval_retires_the_version_before(company, scope):
    template = make_approved(company)
    writing.write_content(template=template, content=content("sms", body="Bye"))
    assert writing.usable_version(template).number == 1
    approval.submit(template=template)
    assert writing.usable_version(template).number == 1
    approval.approve(template=template)
    assert statuses() == ["retired", "approved"]


def test_a_rejection_leaves_the_approved_version(company, scope):
    template = make_approved(company)
    writing.write_content(template=template, content=content("sms", body="Bye"))
    approval.submit(template=template)
    version = approval.reject(template=template, reason="  Too short. ")
    assert (version.reason, statuses()) == ("Too short.", ["approved", "rejected"])


@pytest.mark.parametrize("reason", ["", "  ", "a" * 2_001])
def test_a_rejection_says_why(template, reason):
    approval.submit(template=template)
    with pytest.raises(InvalidError):
        approval.reject(template=template, reason=reason)
    assert statuses() == ["in review"]


def test_a_submission_is_taken_back_and_can_be_changed(template):
    approval.submit(template=template)
    version = approval.withdraw(template=template)
    assert (version.status, version.submitted_at) == ("draft", None)
    assert writing.write_content(template=template, content=content("sms", body="Bye")).number == 1


def test_a_retired_version_is_not_sent(company, scope):
    template = make_approved(company)
    approval.retire(template=template)
    assert (statuses(), writing.usable_version(template)) == (["retired"], None)


def test_what_was_never_approved_is_not_retired(template):
    with pytest.raises(ConflictError) as caught:
        approval.retire(template=template)
    assert caught.value.code == "TEMPLATE_NOT_APPROVED"


def test_a_faulty_draft_is_not_submitted(company, scope):
    template = make(company, body="Hi {{ a.b }}")
    with pytest.raises(InvalidError) as caught:
        approval.submit(template=template)
    assert [fault.name for fault in caught.value.faults] == ["body"]
    assert statuses() == ["draft"]


@pytest.mark.parametrize("verb", [approval.approve, approval.withdraw])
def test_a_draft_is_neither_approved_nor_taken_back(template, verb):
    with pytest.raises(ConflictError) as caught:
        verb(template=template)
    assert (caught.value.code, statuses()) == ("INVALID_STATUS_TRANSITION", ["draft"])


@pytest.mark.parametrize("verb", ["submit", "approve", "withdraw"])
def test_what_was_decided_stays_decided(company, scope, verb):
    template = make_approved(company)
    with pytest.raises(ConflictError):
        getattr(approval, verb)(template=template)
    assert statuses() == ["approved"]


def test_other_words_than_those_that_were_seen_are_not_approved(template):
    approval.submit(template=template)
    seen = writing.latest_version(template).content_hash
    approval.withdraw(template=template)
    writing.write_content(template=template, content=content("sms", body="Buy my watches"))
    approval.submit(template=template)
    for verb in (approval.approve, lambda **them: approval.reject(reason="No.", **them)):
        with pytest.raises(ConflictError) as caught:
            verb(template=template, seen=seen)
        assert caught.value.code == "CHANGED_MEANWHILE"
    assert statuses() == ["in review"]


def test_nobody_approves_what_they_submitted_while_somebody_else_can(company, scope, owner, template):
    make_member(company, "arne", Role.APPROVER)
    with acting_as(owner):
        approval.submit(template=template)
        with pytest.raises(ForbiddenError) as caught:
            approval.approve(template=template)
    assert (caught.value.code, statuses()) == ("OWN_SUBMISSION", ["in review"])


def test_somebody_else_approves_it_and_is_named(company, scope, owner, template):
    approver = make_member(company, "arne", Role.APPROVER)
    with acting_as(owner):
        approval.submit(template=template)
    with acting_as(approver):
        version = approval.approve(template=template)
    assert (version.submitted_by_id, version.decided_by) == (owner.user.pk, "Arne")


@pytest.mark.parametrize("role", [Role.MARKETER, Role.ANALYST])
def test_who_is_alone_with_the_right_approves_their_own(company, scope, owner, template, role):
    make_member(company, "mia", role)
    with acting_as(owner):
        approval.submit(template=template)
        assert approval.approve(template=template).status == "approved"


def test_somebody_who_left_is_nobody_else(company, scope, owner, template):
    approver = make_member(company, "arne", Role.APPROVER)
    User.objects.filter(pk=approver.user.pk).update(is_active=False)
    with acting_as(owner):
        approval.submit(template=template)
        assert approval.approve(template=template).status == "approved"


def test_another_companys_approver_is_nobody_else(company, scope, owner, stranger, template):
    assert Membership.objects.filter(company_id=company.pk).count() == 1
    with acting_as(owner):
        approval.submit(template=template)
        assert approval.approve(template=template).status == "approved"


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_approves(company):
    with company_scope(company.pk):
        template = make(company)
        approval.submit(template=template)
    outcomes = race(company, *[lambda: approval.approve(template=template)] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["ConflictError", "TemplateVersion"]
    with company_scope(company.pk):
        assert statuses() == ["approved"]
        assert AuditEntry.objects.filter(action="approved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_approval_and_a_rejection_at_once_do_not_both_happen(company):
    with company_scope(company.pk):
        template = make(company)
        approval.submit(template=template)
    race(company, lambda: approval.approve(template=template), lambda: approval.reject(template=template, reason="No."))
    with company_scope(company.pk):
        assert statuses() in (["approved"], ["rejected"])
        assert AuditEntry.objects.filter(action__in=("approved", "rejected")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_approval_is_never_of_words_that_come_at_the_same_moment(company):
    with company_scope(company.pk):
        template = make(company)
        approval.submit(template=template)
        seen = writing.latest_version(template).content_hash

    def change():
        approval.withdraw(template=template)
        writing.write_content(template=template, content=content("sms", body="Other words"))
        approval.submit(template=template)

    race(company, change, lambda: approval.approve(template=template, seen=seen))
    with company_scope(company.pk):
        approved = TemplateVersion.objects.filter(status="approved").values_list("body", flat=True)
        assert list(approved) in ([], ["Hi {{ name }}"])


@pytest.mark.django_db(transaction=True)
def test_two_authors_at_once_make_one_new_version(company):
    with company_scope(company.pk):
        template = make_approved(company)
        seen = writing.latest_version(template).content_hash
    outcomes = race(
        company,
        *[
            lambda words=words: writing.write_content(template=template, content=content("sms", body=words), seen=seen)
            for words in ("Mine", "Theirs")
        ],
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["ConflictError", "TemplateVersion"]
    with company_scope(company.pk):
        assert statuses() == ["approved", "draft"]


def race(company, *calls):
    """Each call in the company's scope, in a thread of its own."""

    def scoped(call):
        def run():
            with company_scope(company.pk):
                return call()

        return run

    return at_once(*[scoped(call) for call in calls])
