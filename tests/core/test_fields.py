"""Fields that carry a rule: secrets encrypted at rest, names folded for search."""

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Campaign
from companies import credentials
from companies.models import Credential
from core.fields import fold

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(company, scope):
    return credentials.issue(company_id=company.pk, kind="agency", name="Agency")


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT signing_secret FROM companies_credential")
        return cursor.fetchone()[0]


def test_the_table_holds_no_secret_but_the_model_reads_it(issued):
    assert issued.signing_secret not in stored()
    assert stored().startswith("gAAAA")
    assert Credential.objects.get().signing_secret == issued.signing_secret


def test_the_same_secret_is_never_the_same_twice(issued):
    first = stored()
    Credential.objects.get().save()
    assert stored() != first
    assert Credential.objects.get().signing_secret == issued.signing_secret


def test_a_new_key_in_front_still_reads_and_writes_under_the_new_one(issued, settings):
    old = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = ["a new key", *old]
    assert Credential.objects.get().signing_secret == issued.signing_secret
    Credential.objects.get().save()
    settings.ENCRYPTION_KEYS = ["a new key"]
    assert Credential.objects.get().signing_secret == issued.signing_secret
    settings.ENCRYPTION_KEYS = old
    with pytest.raises(InvalidToken):
        Credential.objects.get()


def test_without_the_key_nothing_is_read(issued, settings):
    settings.ENCRYPTION_KEYS = ["somebody else's"]
    with pytest.raises(InvalidToken):
        Credential.objects.get()


def test_an_empty_secret_stays_empty(company, scope):
    credentials.issue(company_id=company.pk, kind="partner", name="Portal")
    assert (stored(), Credential.objects.get().signing_secret) == ("", "")


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("ÆØÅ", "æøå"),
        ("Straße", "strasse"),
        ("İ", "i̇"),
        ("ΟΔΟΣ", "οδοσ"),
        ("ﬁ", "fi"),
        ("100% _\\", "100% _\\"),
        ("", ""),
    ],
)
def test_folding(name, folded):
    assert fold(name) == folded


@given(st.text("aAæÆßẞİıσςΣ %_\\", max_size=20))
def test_folding_twice_is_folding_once_and_case_does_not_matter(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text) in fold(f"x{text}y")


def test_the_copy_is_kept_at_every_save(company, scope):
    campaign = Campaign.objects.create(company=company, name="VÅR")
    assert Campaign.objects.values_list("name_folded", flat=True).get() == "vår"
    campaign.name = "HØST"
    campaign.save()
    assert Campaign.objects.values_list("name_folded", flat=True).get() == "høst"
    Campaign.objects.bulk_create([Campaign(company=company, name="SOMMER")])
    assert Campaign.objects.filter(name_folded="sommer").exists()
