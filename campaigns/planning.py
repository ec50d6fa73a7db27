"""Planning with the assistant: a chat, and what it says put into a campaign."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from ai.llm import Answer
from ai.planning import Conversation, Plan, Reply, Turn, Voice
from campaigns import changes, context, families
from campaigns.channels import CHANNELS
from campaigns.models import Campaign, CampaignType
from companies import assistant
from companies.models import BrandProfile, Company
from core.errors import Fault, InvalidError

MAX_TURNS = 200
MAX_CHARACTERS = 100_000


def conversation(
    *,
    company: Company,
    turns: tuple[Turn, ...],
    additional: str = "",
    path: str = "history",
    campaign: Campaign | None = None,
) -> Conversation:
    """A planning chat as the assistant takes it.

    Args:
        turns: oldest first.
        additional: further context that the caller gave.
        path: the input's name, for refusals.
        campaign: what it already says counts as known, above the brand: “skip SMS” is said of its channels.

    Raises:
        InvalidError: more than the assistant takes; nothing is cut silently.
    """
    size = sum(len(turn.text) for turn in turns) + len(additional)
    if len(turns) > MAX_TURNS or size > MAX_CHARACTERS:
        message = f"The chat is too long: at most {MAX_TURNS} turns and {MAX_CHARACTERS:,} characters are taken."
        raise InvalidError(message, faults=[Fault([path], message)])
    now = timezone.now().astimezone(company.zone)
    return Conversation(
        turns=turns, today=now.date(), zone=company.zone, brand=_voice(company, campaign), additional=additional
    )


def _voice(company: Company, campaign: Campaign | None) -> Voice:
    brand = context.inherited(BrandProfile.objects.filter(company=company).first())
    return voice(context.effective(campaign.context_overrides if campaign else {}, brand))


def voice(effective: context.Context) -> Voice:
    """A context as the assistant takes it."""
    return Voice(
        key_messages=tuple(effective["keyMessages"]),
        target_audience=effective["targetAudience"],
        tone=effective["tone"],
        channels=tuple(effective["channels"]),
    )


def chat(*, company: Company, talk: Conversation, job_id: int | None = None) -> Answer[Reply]:
    """The assistant's next turn.

    Args:
        job_id: in which it is asked.
    """
    return assistant.desk(company, channels=CHANNELS, job_id=job_id).chat(talk)


def plan_campaign(
    *, campaign: Campaign, company: Company, talk: Conversation, job_id: int | None = None
) -> tuple[Campaign, Answer[Plan]]:
    """Put what a chat says into a campaign; what it says nothing of stays as it is.

    Args:
        job_id: in which it is asked.

    Raises:
        NotFoundError: the campaign was deleted meanwhile.
        InvalidError: the chat's dates contradict each other.
    """
    answer = assistant.desk(company, channels=CHANNELS, job_id=job_id).plan(talk)
    return apply_plan(campaign=campaign, plan=answer.result), answer


@transaction.atomic
def apply_plan(*, campaign: Campaign, plan: Plan) -> Campaign:
    """Change a campaign by a plan; only what the plan says."""
    families.of(campaign).lock(campaign)
    campaign = changes.lock(campaign)
    said: dict[str, Any] = {name: getattr(plan, name) for name in ("brief", "goal", "starts_at", "ends_at")}
    if campaign.type == CampaignType.EVERGREEN:
        said["ends_at"] = None
    overrides = {key: getattr(plan, column) for key, column in context.KEYS.items()}
    return changes.update_campaign(
        campaign=campaign,
        fields={name: value for name, value in said.items() if value is not None},
        overrides={key: value for key, value in overrides.items() if value is not None},
    )
