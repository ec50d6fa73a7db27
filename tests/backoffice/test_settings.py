"""Companies, members, credentials and accounts in the back office."""

import hashlib
import re
from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from companies import members
from companies.models import BrandProfile, Company, Credential, Membership, Role, User
from core.errors import ConflictError, InvalidError
from core.models import AuditEntry
from core.tenancy import across_companies, company_scope
from tests.backoffice.test_campaigns import messages
from tests.conftest import PASSWORD, make_member

pytestmark = pytest.mark.django_db


def secrets_in(answer):
    return re.findall(r'readonly value="([^"]+)"', answer.content.decode())


def do(client, row, deed, **values):
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_do", args=[row.pk, deed])
    return client.post(address, values)


def test_a_credentials_secret_is_shown_once(owner_browser, scope):
    answer = owner_browser.post("/admin/companies/credential/add/", {"kind": "partner", "name": "Portal"})
    key, secret = secrets_in(answer)
    credential = Credential.objects.get()
    assert credential.key == key
    assert credential.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert "no-store" in answer.headers["Cache-Control"]
    again = owner_browser.get(reverse("admin:companies_credential_change", args=[credential.pk])).content.decode()
    assert secret not in again
    assert credential.secret_hash not in again


def test_an_agency_gets_its_signing_secret_too(owner_browser, scope):
    answer = owner_browser.post("/admin/companies/credential/add/", {"kind": "agency", "name": "Bureau"})
    assert secrets_in(answer)[2] == Credential.objects.get().signing_secret


def test_rotating_shows_the_new_secret_and_keeps_the_old_one_for_a_while(rows, owner_browser):
    old = rows.credential.secret_hash
    _, secret = secrets_in(do(owner_browser, rows.credential, "rotate", overlap="1"))
    rows.credential.refresh_from_db()
    assert rows.credential.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert rows.credential.previous_secret_hash == old
    left = rows.credential.previous_valid_until - timezone.now()
    assert 3500 < left.total_seconds() <= 3600


def test_revoking_ends_it_at_once_and_for_good(rows, owner_browser):
    do(owner_browser, rows.credential, "revoke")
    rows.credential.refresh_from_db()
    assert rows.credential.revoked_at is not None
    do(owner_browser, rows.credential, "rotate")
    assert Credential._base_manager.get(pk=rows.credential.pk).rotated_at is None


def test_lists_show_no_hashes(rows, owner_browser):
    assert rows.credential.secret_hash not in owner_browser.get("/admin/companies/credential/").content.decode()


def test_a_new_member_gets_a_first_password_shown_once(owner_browser, scope, client):
    data = {"email": "Kari@Example.com", "full_name": "Kari", "role": "marketer"}
    email, password = secrets_in(owner_browser.post("/admin/companies/membership/add/", data))
    assert email == "kari@example.com"
    assert client.login(username=email, password=password)
    assert Membership.objects.get(user__email=email).role == "marketer"
    assert AuditEntry.objects.filter(action="added").count() == 1


def test_who_has_an_account_just_joins(owner_browser, stranger, scope):
    data = {"email": stranger.user.email, "full_name": "Renamed", "role": "analyst"}
    answer = owner_browser.post("/admin/companies/membership/add/", data)
    assert answer.status_code == 302
    stranger.user.refresh_from_db()
    assert stranger.user.full_name == "Sven"
    assert stranger.user.check_password(PASSWORD)


def test_who_belongs_already_is_not_added_again(owner_browser, colleague, scope):
    data = {"email": colleague.user.email, "full_name": "", "role": "owner"}
    answer = owner_browser.post("/admin/companies/membership/add/", data)
    assert "belongs to this company already" in answer.content.decode()
    assert Membership.objects.get(user=colleague.user).role == "analyst"


def test_the_last_owner_is_not_demoted(owner_browser, owner, scope):
    membership = Membership.objects.get(user=owner.user)
    address = reverse("admin:companies_membership_change", args=[membership.pk])
    answer = owner_browser.post(address, {"role": "analyst"})
    assert "only owner" in answer.content.decode()
    membership.refresh_from_db()
    assert membership.role == "owner"


def test_the_last_owner_is_not_removed(owner_browser, owner, colleague, scope):
    chosen = list(Membership.objects.values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    answer = owner_browser.post("/admin/companies/membership/", data, follow=True)
    assert [found.user for found in Membership.objects.all()] == [owner.user]
    assert any("only owner" in text for text in messages(answer))


def test_the_last_owners_own_page_refuses_the_removal_in_words(owner_browser, owner, scope):
    membership = Membership.objects.get(user=owner.user)
    address = reverse("admin:companies_membership_delete", args=[membership.pk])
    answer = owner_browser.post(address, {"post": "yes"}, follow=True)
    assert any("only owner" in text for text in messages(answer))
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_one_of_two_owners_may_go(company, owner, scope):
    second = make_member(company, "berit", Role.OWNER)
    members.change_role(membership=Membership.objects.get(user=owner.user), role="analyst")
    with pytest.raises(ConflictError, match="only owner"):
        members.remove_member(membership=Membership.objects.get(user=second.user))


@pytest.mark.parametrize(("email", "role"), [("nobody", "owner"), ("", "owner"), ("a@b.example", "king")])
def test_a_member_needs_an_address_and_a_role(company, scope, email, role):
    with pytest.raises(InvalidError):
        members.add_member(company_id=company.pk, email=email, role=role)
    assert not User.objects.exists()


def test_an_owner_changes_the_settings(owner_browser, company, scope):
    data = {"name": "New name", "time_zone": "America/New_York", "currency": "USD", "language": "en",
            "cap_messages": "2", "cap_hours": "48", "quiet_from": "22:00", "quiet_to": "07:00",
            "on_hold_since_0": "", "on_hold_since_1": "", "on_hold_reason": ""}  # fmt: skip
    owner_browser.post(reverse("admin:companies_company_change", args=[company.pk]), data)
    company.refresh_from_db()
    assert (company.name, company.time_zone, company.automatic_creation) == ("New name", "America/New_York", False)
    assert (company.cap_messages, company.cap_hours, company.quiet_from) == (2, 48, time(22, 0))
    assert AuditEntry.objects.get(object_type="companies.company").changes["name"] == ["Storhaug", "New name"]


def test_a_wrong_time_zone_is_refused(owner_browser, company):
    data = {"name": "x", "time_zone": "Mars/Base", "currency": "USD", "language": "en"}
    answer = owner_browser.post(reverse("admin:companies_company_change", args=[company.pk]), data)
    assert "is not a time zone" in answer.content.decode()


def test_an_owner_creates_no_companies(owner_browser):
    assert owner_browser.get("/admin/companies/company/add/").status_code == 403


def test_an_operator_creates_a_company_and_sees_its_credentials_once(operator_browser):
    data = {"slug": "fjellbo", "name": "Fjellbo", "time_zone": "Europe/Oslo"}
    answer = operator_browser.post("/admin/companies/company/add/", data)
    found = secrets_in(answer)
    assert "marketer@fjellbo.example" in found
    assert len(found) == 12
    company = Company.objects.get(slug="fjellbo")
    again = operator_browser.get(reverse("admin:companies_company_change", args=[company.pk])).content.decode()
    assert not set(found) - {"marketer@fjellbo.example"} & set(re.findall(r"[\w.@-]{12,}", again))


def test_an_existing_company_is_not_created_again(operator_browser, company, owner):
    data = {"slug": company.slug, "name": "Twice", "time_zone": "UTC"}
    answer = operator_browser.post("/admin/companies/company/add/", data)
    assert "already exists" in answer.content.decode()
    with across_companies():
        assert not Credential.objects.exists()


def test_the_brand_is_changed_and_recorded(owner_browser, company, scope):
    brand = BrandProfile.objects.get()
    data = {"key_messages": "One\nTwo", "target_audience": "", "tone": "Warm", "channels": ["email", "x"]}
    owner_browser.post(reverse("admin:companies_brandprofile_change", args=[brand.pk]), data)
    brand.refresh_from_db()
    assert (brand.key_messages, brand.tone, set(brand.channels)) == (["One", "Two"], "Warm", {"email", "x"})
    assert AuditEntry.objects.filter(object_type="companies.brandprofile").count() == 1


def test_an_operator_sets_another_password_which_ends_tokens(operator_browser, owner, company):
    address = reverse("admin:auth_user_password_change", args=[owner.user.pk])
    before = owner.user.tokens_valid_after
    new = "another horse battery"
    assert operator_browser.post(address, {"password1": new, "password2": new}).status_code == 302
    owner.user.refresh_from_db()
    assert owner.user.check_password(new)
    assert owner.user.tokens_valid_after > before
    with company_scope(company.pk):
        assert AuditEntry.objects.get().action == "password changed"


def test_an_account_page_shows_no_hash(operator_browser, owner):
    body = operator_browser.get(reverse("admin:companies_user_change", args=[owner.user.pk])).content.decode()
    assert owner.user.password not in body
    assert "algorithm" not in body


def test_the_only_operator_stays_one(operator_browser):
    operator = User.objects.get(is_superuser=True)
    address = reverse("admin:companies_user_change", args=[operator.pk])
    answer = operator_browser.post(address, {"email": operator.email, "full_name": "Otto", "is_active": "on"})
    assert "only operator" in answer.content.decode()
    operator.refresh_from_db()
    assert operator.is_superuser


def test_everybody_changes_their_own_password(owner_browser, owner):
    data = {
        "old_password": PASSWORD,
        "new_password1": "another horse battery",
        "new_password2": "another horse battery",
    }
    assert owner_browser.post(reverse("admin:password_change"), data).status_code == 302
    owner.user.refresh_from_db()
    assert owner.user.check_password("another horse battery")
