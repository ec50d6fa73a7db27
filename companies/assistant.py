"""The assistant of a company."""

from collections.abc import Sequence

from django.conf import settings

from ai import offline
from ai.choosing import Desk
from ai.llm import Asker, LanguageModel
from companies.models import Company
from core.assistant_calls import Ledger


def has_language_model(company: Company) -> bool:
    """Whether a language model answers for a company: the operator has set one up, and the company wants it."""
    return settings.LLM is not None and company.language_model


def desk(company: Company, *, channels: Sequence[str], job_id: int | None = None) -> Desk:
    """Who answers for a company: its language model where it has one, else the offline assistant.

    With a language model an answer may take a minute, and the libraries behind it are large: ask in a job.

    Args:
        company: whose budget and wishes count.
        channels: canonical names that a plan may hold.
        job_id: in which it is asked.
    """
    if settings.LLM is None or not has_language_model(company):
        return Desk(offline=offline)
    books = Ledger(company.pk, company.zone, settings.LLM_MONTH_TOKENS, settings.LLM_MONTH_COST, job_id)
    asker = Asker(settings.LLM, budget=books, recorder=books)
    return Desk(offline=offline, model=LanguageModel(asker, offline=offline, channels=channels))
