"""Addresses that a provider gives up at the hand-over: a token whose app is gone, no possible number, a STOP."""

from collections.abc import Mapping, Sequence

from audiences import feedback
from delivery.channels.base import Outcome
from delivery.models import Run
from delivery.recipients import Recipient


def retire(run: Run, recipients: Sequence[Recipient], outcomes: Mapping[int, Outcome]) -> None:
    """Suppress on the run's channel whom these outcomes are about, so that no later run tries again.

    Args:
        recipients: of the window.
        outcomes: with feedback, by the recipients' numbers.
    """
    for recipient in recipients if outcomes else ():
        if outcome := outcomes.get(recipient.number):
            feedback.take(
                company_id=run.company_id,
                channel=run.channel,
                address=recipient.address,
                kind=outcome.feedback,
                source=f"{run.account}: {outcome.reason}",
            )
