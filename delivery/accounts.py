"""Ways out: accounts made, changed, chosen, switched off and on. `delivery.checking` tries them."""

import json
import math
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from companies.models import Company
from core import audit
from core.errors import ConflictError, Fault, InvalidError, NotFoundError
from delivery.channels.base import Channel
from delivery.channels.fields import checked
from delivery.channels.kinds import CARRIED, KINDS
from delivery.models import ChannelAccount

OUTBOX = "outbox"
MOST_RATE = 100_000.0
NAMED = ("name", "rate_limit", "is_default")


@transaction.atomic
def create(
    *,
    company_id: int,
    kind: str,
    channel: str,
    name: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    rate_limit: float | None = None,
    is_default: bool = False,
) -> ChannelAccount:
    """Make an account. The first real one of a channel becomes its usual way out.

    Args:
        kind: a key of `delivery.channels.kinds.KINDS`.
        channel: what it carries, one of the kind's `carries`.
        settings: the public part, by the kind's fields.
        secrets: the other part.
        rate_limit: messages a second over all workers; None for no limit.
        is_default: whether it takes over as the usual way.

    Raises:
        InvalidError: with a fault for each field.
    """
    found = _kind(kind)
    if channel not in found.carries:
        raise _invalid("channel", f"{found.label} does not carry this.")
    public, private = _checked(found, settings, secrets, kept=())
    account = ChannelAccount(
        company_id=company_id,
        kind=kind,
        channel=channel,
        name=_name(name),
        settings=public,
        secrets=json.dumps(private) if private else "",
        rate_limit=_rate(rate_limit),
    )
    rivals = _lock(company_id, channel)
    account.is_default = is_default or not any(rival.is_default for rival in rivals)
    if account.is_default:
        _step_back(rivals)
    account.save()
    audit.record(account, "created", {"kind": [None, found.label], "channel": [None, channel], **_usual(account)})
    return account


@transaction.atomic
def change(
    *,
    account: ChannelAccount,
    name: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    rate_limit: float | None,
    is_default: bool,
) -> ChannelAccount:
    """Change an account; connections that are kept for it end with their batch.

    Args:
        settings: the whole public part.
        secrets: what is to be replaced; the others stay as they are.
        is_default: the usual way can be taken over, not given up: another account takes it over.

    Raises:
        InvalidError: with a fault for each field.
        ConflictError: it is switched off and cannot be the usual way, or it is the usual way and would not be any more.
    """
    rivals = _lock(account.company_id, account.channel)
    present = next((row for row in rivals if row.pk == account.pk), None)
    if present is None:
        raise NotFoundError("Account not found")
    found, keys = _kind(present.kind), present.keys
    public, private = _checked(found, settings, secrets, kept=keys)
    before = _facts(present)
    present.name, present.rate_limit, present.settings = _name(name), _rate(rate_limit), public
    if present.is_default and not is_default:
        raise ConflictError("Make another account the usual way instead: this one steps back then.")
    if is_default and not present.is_default:
        _take_over(present, rivals)
    changes = audit.changed(before, _facts(present))
    replaced = [field.label for field in found.fields if field.secret and private.get(field.name, "") != ""]
    if replaced:
        present.secrets = json.dumps({**keys, **private})
        changes["keys replaced"] = [None, replaced]
    if changes:
        present.changed_at = timezone.now()
        present.save()
        audit.record(present, "changed", changes)
    return present


@transaction.atomic
def make_default(*, account: ChannelAccount) -> ChannelAccount:
    """Make an account the usual way out of its channel; the one before steps back.

    Raises:
        ConflictError: it is switched off.
    """
    rivals = _lock(account.company_id, account.channel)
    present = next((row for row in rivals if row.pk == account.pk), None)
    if present is None:
        raise NotFoundError("Account not found")
    if not present.is_default:
        _take_over(present, rivals)
        present.save(update_fields=["is_default"])
        audit.record(present, "changed", {"is_default": [False, True]})
    return present


@transaction.atomic
def disable(*, account: ChannelAccount) -> ChannelAccount:
    """Switch an account off: nothing new goes out by it. Again is no change.

    Without another usual way, its channel goes to the outbox from now on.
    """
    live = ChannelAccount.objects.filter(pk=account.pk, disabled_at=None)
    if live.update(disabled_at=timezone.now(), is_default=False):
        account.refresh_from_db()
        audit.record(account, "switched off")
    return account


@transaction.atomic
def enable(*, account: ChannelAccount) -> ChannelAccount:
    """Switch an account on again; it does not become the usual way by itself. Again is no change."""
    if ChannelAccount.objects.filter(pk=account.pk).exclude(disabled_at=None).update(disabled_at=None):
        account.refresh_from_db()
        audit.record(account, "switched on")
    return account


def usual(*, company_id: int, channel: str) -> ChannelAccount:
    """The account that takes what names no other; the company's outbox where there is none.

    Args:
        channel: of `core.channels`, or a platform of posts.

    Raises:
        InvalidError: nothing can carry that.
    """
    if channel not in CARRIED:
        raise _invalid("channel", "There is no such channel.")
    found: ChannelAccount | None = ChannelAccount.objects.filter(channel=channel, is_default=True).first()
    return found or _outbox(company_id, channel)


def live(*, account_id: int, channel: str) -> ChannelAccount:
    """An account by its id, to be used for a channel.

    Raises:
        NotFoundError: there is none, or it is another company's.
        ConflictError: it is switched off, or carries something else.
    """
    found: ChannelAccount | None = ChannelAccount.objects.filter(pk=account_id).first()
    if found is None:
        raise NotFoundError("Account not found")
    if found.channel != channel:
        raise ConflictError(f"The account “{found.name}” carries something else.")
    if found.disabled_at is not None:
        raise ConflictError(f"The account “{found.name}” is switched off.")
    return found


def is_outbox(account: ChannelAccount) -> bool:
    """Whether nothing leaves by it."""
    return account.kind == OUTBOX


@transaction.atomic
def _outbox(company_id: int, channel: str) -> ChannelAccount:
    """The company's outbox for a channel, made when it is first needed; it is nobody's choice, so never the default."""
    rivals = _lock(company_id, channel)
    found = next((row for row in rivals if row.kind == OUTBOX and row.disabled_at is None), None)
    if found is None:
        found = ChannelAccount.objects.create(company_id=company_id, kind=OUTBOX, channel=channel, name="Outbox")
        audit.record(found, "created", {"kind": [None, KINDS[OUTBOX].label], "channel": [None, channel]})
    return found


def _lock(company_id: int, channel: str) -> list[ChannelAccount]:
    """The accounts of a channel, for us alone; the company's row is locked too, since a first account has no rivals."""
    Company.objects.select_for_update(no_key=True).get(pk=company_id)
    return list(
        ChannelAccount.objects.select_for_update().filter(company_id=company_id, channel=channel).order_by("pk")
    )


def _take_over(account: ChannelAccount, rivals: list[ChannelAccount]) -> None:
    if account.disabled_at is not None:
        raise ConflictError("An account that is switched off cannot be the usual way. Switch it on first.")
    _step_back(rivals)
    account.is_default = True


def _step_back(rivals: list[ChannelAccount]) -> None:
    for rival in rivals:
        if rival.is_default:
            ChannelAccount.objects.filter(pk=rival.pk).update(is_default=False)
            audit.record(rival, "changed", {"is_default": [True, False]})


def _kind(kind: str) -> type[Channel]:
    if kind not in KINDS:
        raise _invalid("kind", "There is no such kind of account.")
    return KINDS[kind]


def _checked(
    kind: type[Channel], settings: Mapping[str, Any], secrets: Mapping[str, str], *, kept: Any
) -> tuple[dict[str, Any], dict[str, str]]:
    public, private = [[field for field in kind.fields if field.secret is secret] for secret in (False, True)]
    results, faults = [], []
    for fields, given, names in ((public, settings, ()), (private, secrets, kept)):
        try:
            results.append(checked(fields, given, kept=names))
        except InvalidError as error:
            faults += error.faults
            results.append({})
    if faults:
        raise InvalidError("The account is not complete.", faults=faults)
    return results[0], {name: value for name, value in results[1].items() if value != ""}


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 255:
        raise _invalid("name", "A name of 1 to 255 characters is required.")
    return name


def _rate(rate: float | None) -> float | None:
    if rate is not None and not (math.isfinite(rate) and 0.01 <= rate <= MOST_RATE):
        raise _invalid("rate_limit", f"Enter a number from 0.01 to {MOST_RATE:,.0f}, or nothing.")
    return rate


def _usual(account: ChannelAccount) -> dict[str, list[bool]]:
    return {"is_default": [False, True]} if account.is_default else {}


def _facts(account: ChannelAccount) -> dict[str, Any]:
    """What the audit trail may hold: no keys."""
    labels = {field.name: field.label for field in KINDS[account.kind].fields}
    public = {labels.get(name, name): value for name, value in account.settings.items()}
    return {**{name: getattr(account, name) for name in NAMED}, **public}


def _invalid(field: str, message: str) -> InvalidError:
    return InvalidError(message, faults=[Fault([field], message)])
