"""Setting up a company with all that its people and machines need on the first day."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from companies import credentials
from companies.models import BrandProfile, Company, CredentialKind, Membership, Role, User
from core.errors import Fault, InvalidError
from core.tenancy import company_scope


@dataclass(frozen=True, slots=True)
class Welcome:
    """A company and the credentials that were just made for it.

    Args:
        company: the company.
        created: False where it was there before.
        credentials: by door, as `create_company --json` prints them.
    """

    company: Company
    created: bool
    credentials: dict[str, dict[str, str]]


@transaction.atomic
def create_company(*, slug: str, name: str = "", time_zone: str = "") -> Welcome:
    """Create a company, or issue fresh credentials for an existing one.

    Older credentials of an existing company stay as they are; its two accounts get new passwords.

    Args:
        slug: its sub-domain.
        name: as people write it; the slug's where it is not given.
        time_zone: an IANA zone; UTC where it is not given.

    Raises:
        InvalidError: a value that a company cannot have.
    """
    company = Company.objects.select_for_update().filter(slug=slug).first()
    created = company is None
    if company is None:
        company = Company(slug=slug, name=name or slug.replace("-", " ").title(), time_zone=time_zone or "UTC")
        _check(company)
        company.save()
        with company_scope(company.pk):
            BrandProfile.objects.create(company=company)
    with company_scope(company.pk):
        return Welcome(company, created, _credentials(company))


def _check(company: Company) -> None:
    try:
        company.full_clean()
    except ValidationError as error:
        faults = [Fault((field,), text) for field, texts in error.message_dict.items() for text in texts]
        raise InvalidError(f"{faults[0].name}: {faults[0].message}", faults=faults) from error


def _credentials(company: Company) -> dict[str, dict[str, str]]:
    partner = credentials.issue(company_id=company.pk, kind=CredentialKind.PARTNER, name="First partner")
    messaging = credentials.issue(company_id=company.pk, kind=CredentialKind.MESSAGING, name="First application")
    agency = credentials.issue(company_id=company.pk, kind=CredentialKind.AGENCY, name="First agency")
    dsp = credentials.issue(company_id=company.pk, kind=CredentialKind.DSP, name="First buying tool")
    return {
        "marketer": _person(company, "marketer", Role.OWNER),
        "partner": {"api_key": partner.credential.key, "api_secret": partner.secret},
        "messaging": {"api_key": f"{messaging.credential.key}.{messaging.secret}"},
        "agency": {
            "api_key": agency.credential.key,
            "api_secret": agency.secret,
            "signing_secret": agency.signing_secret,
        },
        "dsp": {
            "client_id": dsp.credential.key,
            "client_secret": dsp.secret,
            **_person(company, "buyer", Role.MARKETER),
        },
    }


def _person(company: Company, name: str, role: str) -> dict[str, str]:
    """A member with a new password; `.example` addresses can never be anybody's."""
    email = f"{name}@{company.slug}.example"
    password = secrets.token_urlsafe(12)
    user = User.objects.filter(email=email).first() or User(email=email, full_name=name.title())
    user.set_password(password)
    user.save()
    Membership.objects.get_or_create(company=company, user=user, defaults={"role": role})
    return {"email": email, "password": password}


def as_json(welcome: Welcome, demo: dict[str, Any]) -> dict[str, Any]:
    """What `create_company --json` prints."""
    company = welcome.company
    return {
        "company": {
            "slug": company.slug,
            "name": company.name,
            "uuid": str(company.uuid),
            "ow_id": company.ow_id,
            "time_zone": company.time_zone,
        },
        **welcome.credentials,
        "demo": demo,
    }
