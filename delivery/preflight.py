"""What an execution would do, without doing it: who would get what, how long it would take, what to look out for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaigns.models import CampaignStatus
from companies import holds
from companies.models import Company
from core.errors import InvalidError
from delivery import broadcasts, execution, freezing, quiet
from delivery.freezing import OWN, Audience
from delivery.models import Broadcast, ChannelAccount
from templates_app import finding
from templates_app.models import TemplateVersion
from templates_app.rendering.compiled import compile_version
from templates_app.rendering.message import Message

SAMPLES = 3
MOST_REASONS = 5

_LOOKED = """,
reasons AS (
    SELECT reason, count(*) AS count FROM numbered WHERE reason LIKE 'invalid%%' GROUP BY reason
    ORDER BY count(*) DESC, reason LIMIT {most_reasons}
),
samples AS (
    SELECT number, address, ARRAY[{values}]::text[] AS own
    FROM numbered LEFT JOIN audiences_contact contact
        ON contact.id = numbered.contact_id AND contact.company_id = %(company)s
    WHERE reason = '' ORDER BY number LIMIT {samples}
)
SELECT count(*), count(*) FILTER (WHERE reason = 'suppressed'), count(*) FILTER (WHERE reason = 'capped'),
    count(*) FILTER (WHERE reason LIKE 'invalid%%'), count(*) FILTER (WHERE reason = ''),
    coalesce((SELECT jsonb_agg(jsonb_build_array(address, own) ORDER BY number) FROM samples), '[]')::text,
    coalesce((SELECT jsonb_agg(jsonb_build_array(reason, count) ORDER BY count DESC, reason) FROM reasons), '[]')::text
FROM numbered
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One message as it would leave.

    Args:
        address: to whom.
        message: what.
    """

    address: str
    message: Message


@dataclass(frozen=True, slots=True)
class Preflight:
    """What an execution would do.

    Args:
        matched: who is meant.
        suppressed: who wants no messages.
        capped: who has had enough for now.
        invalid: who has no address, or no value for a variable.
        queued: who would get the message.
        reasons: why some are invalid, the commonest first, each with how many.
        samples: the first messages.
        account: by which account; None where nothing is set up, and the outbox would take it.
        seconds: how long it would take at the account's rate; None where it has no limit.
        begins_at: when the first would leave, by the company's quiet hours.
        warnings: what to look out for, in sentences.
    """

    matched: int
    suppressed: int
    capped: int
    invalid: int
    queued: int
    reasons: list[tuple[str, int]]
    samples: list[Sample]
    account: ChannelAccount | None
    seconds: float | None
    begins_at: datetime
    warnings: list[str]

    @property
    def ends_at(self) -> datetime | None:
        """When it would be over; None where nobody knows."""
        return None if self.seconds is None else self.begins_at + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the statement found."""

    counts: tuple[int, int, int, int, int]
    samples: list[tuple[str, list[str | None]]]
    reasons: list[tuple[str, int]]


def look(
    *, broadcast: Broadcast, audience: Audience, values: Mapping[str, str] | None = None, is_capped: bool | None = None
) -> Preflight:
    """Look at an execution before it is made. Nothing is written, and nobody waits for it.

    Args:
        audience, values, is_capped: as `execution.execute` takes them.

    Raises:
        InvalidError: the template is not approved (any more), or the values or the audience do not do.
    """
    shared = {**broadcast.values, **(values or {})}
    version = finding.approved(template_id=broadcast.template_id, channel=broadcast.channel)
    broadcasts.check_values(version, shared)
    capped = broadcast.frequency_capping if is_capped is None else is_capped
    # `accounts.usual` would make the outbox.
    usual = ChannelAccount.objects.filter(channel=broadcast.channel, is_default=True)
    account = broadcast.account or usual.first()
    company = Company.objects.get(pk=broadcast.company_id)
    found = _look(company, version, audience, shared, is_capped=capped)
    samples, unfit = _rendered(version, found, shared)
    begins_at = _begins_at(company)
    queued = found.counts[4]
    seconds = queued / account.rate_limit if account and account.rate_limit else None
    warnings = [*_standing(broadcast), *_of_audience(found), *_unknown(version, shared, audience), *unfit]
    if begins_at > timezone.now():
        warnings.append(f"It is quiet now: nothing leaves before {begins_at.astimezone(company.zone):%Y-%m-%d %H:%M}.")
    return Preflight(*found.counts, found.reasons, samples, account, seconds, begins_at, warnings)


def _look(
    company: Company, version: TemplateVersion, audience: Audience, shared: Mapping[str, str], *, is_capped: bool
) -> _Looked:
    """Decide about everybody as `freezing.freeze` would, and keep nothing."""
    variables = execution.variables_of(version)
    required = execution.missing_for_all(variables, shared)
    decided, named = freezing.judged(company, version.template.channel, audience, required, is_capped=is_capped)
    columns, names = _columns(variables.names)
    statement = decided + _LOOKED.format(values=columns, samples=SAMPLES, most_reasons=MOST_REASONS)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**named, **names})
        *counts, samples, reasons = cursor.fetchone()
    return _Looked(tuple(counts), orjson.loads(samples), [(reason, count) for reason, count in orjson.loads(reasons)])


def _columns(names: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """What each has of its own for the template's variables, as `recipients.Reader` reads it."""
    columns = []
    for number, name in enumerate(names):
        own = OWN.get(name, f"contact.attributes ->> %(own{number})s::text")
        columns.append(f"coalesce(nullif(trim(given_values ->> %(own{number})s::text), ''), {own})")
    return ", ".join(columns), {f"own{number}": name for number, name in enumerate(names)}


def _rendered(version: TemplateVersion, found: _Looked, shared: Mapping[str, str]) -> tuple[list[Sample], list[str]]:
    """The samples, and what cannot be rendered."""
    template = compile_version(version.content)
    # It leads nowhere: whoever tries a sample's links must not unsubscribe somebody.
    unsubscribe_url = f"{settings.LINK_BASE}/u/sample"
    samples, problems = [], []
    for address, own in found.samples:
        values = dict(shared) | {
            name: value for name, value in zip(template.variables.names, own, strict=True) if value and value.strip()
        }
        try:
            samples.append(Sample(address, template.render(values, unsubscribe_url=unsubscribe_url)))
        except InvalidError as error:
            problems.append(f"The message to {address} cannot be made: {error.message}")
    return samples, problems


def _begins_at(company: Company) -> datetime:
    now = timezone.now()
    hours = quiet.of_company(company.quiet_from, company.quiet_to)
    return (hours.until(now, company.zone) if hours else None) or now


def _standing(broadcast: Broadcast) -> list[str]:
    """Why an execution would be refused whatever its audience."""
    found = []
    if broadcast.campaign.status == CampaignStatus.PAUSED:
        found.append("The campaign is suspended. Resume it first.")
    if broadcast.campaign.is_archived:
        found.append("The campaign is archived.")
    if broadcast.company.on_hold_since is not None:
        found.append(f"{holds.WHY} Nothing is sent until the hold is lifted.")
    return found


def _of_audience(found: _Looked) -> list[str]:
    matched, _, _, invalid, queued = found.counts
    if not matched:
        return ["The audience is empty."]
    if invalid == matched:
        return ["It would be refused: nobody has an address and every value."]
    return [] if queued else ["Nobody would get it: everybody is suppressed, capped or invalid."]


def _unknown(version: TemplateVersion, shared: Mapping[str, str], audience: Audience) -> list[str]:
    """Values for variables that the template has not."""
    known = set(execution.variables_of(version).names)
    given = set(shared).union(*(contact.values for contact in audience.contacts))
    return [f"The template has no variable “{name}”." for name in sorted(given - known)[:MOST_REASONS]]
