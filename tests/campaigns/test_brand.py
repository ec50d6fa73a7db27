"""The brand profile at the native door."""

import pytest

from campaigns.creation import create_campaign
from companies.models import BrandProfile
from core.models import AuditEntry

pytestmark = pytest.mark.django_db

EMPTY = {"keyMessages": [], "targetAudience": "", "tone": "", "channels": []}


def test_a_new_company_has_an_empty_brand(owner):
    assert owner.get("/api/brand-profile").json() == EMPTY


def test_a_change_keeps_what_it_does_not_name_and_null_empties(owner):
    owner.put("/api/brand-profile", {"tone": "Warm", "channels": ["Insta", "e-post"]})
    shown = owner.put("/api/brand-profile", {"tone": None, "keyMessages": ["Made to last"]}).json()
    assert shown == {**EMPTY, "channels": ["instagram", "email"], "keyMessages": ["Made to last"]}


def test_campaigns_inherit_a_change_at_once(owner, company, scope):
    made = create_campaign(company_id=company.pk, name="Sale", overrides={"tone": "Cool"})
    owner.put("/api/brand-profile", {"tone": "Warm", "targetAudience": "Families"})
    shown = owner.get(f"/api/campaigns/{made.uuid}").json()
    assert (shown["context"]["tone"], shown["context"]["targetAudience"]) == ("Cool", "Families")


def test_only_who_manages_the_company_changes_it(colleague, scope):
    assert colleague.put("/api/brand-profile", {"tone": "Cold"}).status_code == 403
    assert BrandProfile.objects.get().tone == ""
    assert not AuditEntry.objects.filter(action="changed").exists()


def test_a_fault_is_named(owner):
    answer = owner.put("/api/brand-profile", {"channels": ["fax"], "tone": 5})
    assert (answer.status_code, sorted(answer.json()["errors"])) == (400, ["channels.0", "tone"])


def test_a_stranger_has_a_brand_of_their_own(owner, stranger):
    owner.put("/api/brand-profile", {"tone": "Warm"})
    assert stranger.get("/api/brand-profile").json() == EMPTY
