"""Machines that are looked at anew with every call: who they are, whether they still may, and what."""

from dataclasses import dataclass
from uuid import UUID

from companies import credentials, tokens
from companies.models import Credential, CredentialKind
from core.context import Actor
from core.errors import UnauthenticatedError
from core.tenancy import across_companies

# What every machine may do at its door; all else is a scope of its credential.
_EVERYBODY = ("view", "edit")


@dataclass(frozen=True, slots=True)
class CheckedMachine:
    """A company's machine whose credential was found in order.

    Args:
        credential_id: the credential it signed in with.
        company_id: the company.
        kind: the door.
        scopes: what it may do there.
    """

    credential_id: int
    company_id: int
    kind: str
    scopes: frozenset[str]

    @property
    def actor(self) -> Actor:
        """As audit facts name it."""
        return Actor("credential", self.credential_id, f"{self.kind} credential {self.credential_id}")

    def check_right(self, right: str) -> None:
        """Refuse what its scopes do not hold.

        Raises:
            UnauthenticatedError: naming the scope.
        """
        if right not in _EVERYBODY and right not in self.scopes:
            raise UnauthenticatedError(f"This credential lacks the scope {right}.")


@dataclass(frozen=True, slots=True)
class Agency(CheckedMachine):
    """An agency's machine.

    Args:
        company_uuid: the company, as its calls name it.
        signing_secret: signs bodies.
        signature_required: whether unsigned calls are refused.
    """

    company_uuid: UUID
    signing_secret: str
    signature_required: bool


def by_api_key(text: str) -> CheckedMachine:
    """The application behind an API key: `<key>.<secret>`, as it was shown once.

    Raises:
        UnauthenticatedError: in the same words for every reason.
    """
    key, _, secret = text.partition(".")
    found = credentials.authenticate(key=key.replace("\x00", ""), secret=secret, kinds=(CredentialKind.MESSAGING,))
    return CheckedMachine(found.pk, found.company_id, found.kind, frozenset(found.scopes))


def agency_by_token(token: str) -> Agency:
    """The agency behind a token.

    Raises:
        UnauthenticatedError: no good token of this door, or its credential was revoked.
    """
    claims = tokens.read_machine(token, CredentialKind.AGENCY)
    with across_companies():
        rows = Credential.objects.filter(pk=claims["cid"], kind=CredentialKind.AGENCY, revoked_at=None)
        found: Credential | None = rows.select_related("company").first()
    if found is None:
        raise UnauthenticatedError("The token is invalid or has expired.")
    return Agency(
        found.pk,
        found.company_id,
        found.kind,
        frozenset(found.scopes),
        found.company.uuid,
        found.signing_secret,
        found.signature_required,
    )
