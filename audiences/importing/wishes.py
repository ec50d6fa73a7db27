"""How a person wants a file to be taken in, and what cannot be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from phonenumbers import SUPPORTED_REGIONS

from audiences import checks
from audiences.importing import mapping
from audiences.models import Import, Known
from core.channels import Channel
from core.errors import Fault, InvalidError

CONSENTS = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a file is to be taken in.

    Args:
        columns: where each column goes.
        known: a `Known`.
        region: the country (ISO 3166) whose phone numbers may stand without their code; empty for none.
        group: the name of the group that all join, made where there is none; empty for none.
        consent: by channel, where these people's consent is from; only for channels to which they agreed.
    """

    columns: Sequence[mapping.Column]
    known: str = Known.UPDATE
    region: str = ""
    group: str = ""
    consent: Mapping[str, str] = field(default_factory=dict)


def check(import_: Import, wishes: Wishes) -> None:
    """Refuse what cannot be done with a file.

    Raises:
        InvalidError: with a fault for each wish that cannot be.
    """
    if len(wishes.columns) != len(import_.headers):
        raise InvalidError("Say for each column where it goes.")
    mapping.check(wishes.columns)
    faults = [Fault([name], message) for name, message in _wrong(wishes)]
    if faults:
        raise InvalidError(faults[0].message, faults=faults)


def _wrong(wishes: Wishes) -> Iterator[tuple[str, str]]:
    if wishes.known not in Known.values:
        yield "known", "Say what to do with contacts that are there already."
    if wishes.region and wishes.region not in SUPPORTED_REGIONS:
        yield "region", "Choose the country of the phone numbers."
    for channel, source in wishes.consent.items():
        if channel not in CONSENTS:
            yield "consent", "Consent comes with a file for e-mail, SMS and WhatsApp only."
        elif not source.strip():
            yield "consent", f"Say where the consent to {Channel(channel).label} is from."
        elif problem := checks.text(source, checks.LONGEST_SOURCE):
            yield "consent", problem
