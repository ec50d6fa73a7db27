"""The books of the language model: one row for each question, and what a company may still spend this month."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Sum
from django.utils import timezone

from core.tenancy import CompanyOwned, company_manager


class AssistantCall(CompanyOwned):
    """A row is one question to a language model, asked or refused by the budget, and what it cost."""

    at = models.DateTimeField(default=timezone.now)
    purpose = models.CharField(max_length=20)
    provider = models.CharField(max_length=20)
    model = models.CharField(max_length=200)
    prompt_version = models.CharField(max_length=40)
    tokens_in = models.PositiveBigIntegerField(default=0)
    tokens_out = models.PositiveBigIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=6, default=0, help_text="In the operator's currency.")
    seconds = models.FloatField(default=0)
    outcome = models.CharField(max_length=20)
    reason = models.TextField(blank=True, help_text="Why it failed, for people.")
    code = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True, help_text="Why it failed, for engineers.")
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = company_manager()

    class Meta:
        indexes = [models.Index(fields=["company", "-at", "-id"], name="assistant_call_company_at")]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.model}"


class Call(Protocol):
    """What is written down of a question; `ai.llm.CallRecord` is one."""

    @property
    def purpose(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def prompt_version(self) -> str: ...
    @property
    def tokens_in(self) -> int: ...
    @property
    def tokens_out(self) -> int: ...
    @property
    def cost(self) -> Decimal: ...
    @property
    def seconds(self) -> float: ...
    @property
    def outcome(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def detail(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Spent:
    """What a company has used since the first of the month.

    Args:
        tokens: read and written.
        cost: in the operator's currency.
    """

    tokens: int
    cost: Decimal


def record_call(*, company_id: int, call: Call, job_id: int | None = None) -> AssistantCall:
    """Write down one question.

    Args:
        company_id: whose it was.
        call: what became of it.
        job_id: in which it was asked.
    """
    row: AssistantCall = AssistantCall.objects.create(
        company_id=company_id,
        job_id=job_id,
        purpose=call.purpose,
        provider=call.provider,
        model=call.model[:200],
        prompt_version=call.prompt_version,
        tokens_in=call.tokens_in,
        tokens_out=call.tokens_out,
        cost=call.cost,
        seconds=call.seconds,
        outcome=call.outcome,
        reason=call.reason,
        code=call.code,
        detail=call.detail,
    )
    return row


def month_usage(*, company_id: int, zone: ZoneInfo, now: datetime | None = None) -> Spent:
    """What a company has used in its present month.

    Args:
        company_id: the company.
        zone: its time zone, in which the month begins.
        now: aware; the present moment unless given.
    """
    first = (now or timezone.now()).astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = AssistantCall.objects.filter(company_id=company_id, at__gte=first)
    found = rows.aggregate(tokens=Sum(F("tokens_in") + F("tokens_out")), cost=Sum("cost"))
    return Spent(found["tokens"] or 0, found["cost"] or Decimal(0))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Budget and recorder of one company, over the same rows.

    Calls that are under way when the budget ends are not stopped: it is overrun by as many as run at once.

    Args:
        company_id: whose it is.
        zone: of the company.
        tokens: for a month; None is without limit, 0 nothing.
        cost: for a month, in the operator's currency; likewise.
        job_id: in which the questions are asked.
    """

    company_id: int
    zone: ZoneInfo
    tokens: int | None = None
    cost: Decimal | None = None
    job_id: int | None = None

    def may_spend(self) -> bool:
        """Whether neither tokens nor money are used up."""
        spent = month_usage(company_id=self.company_id, zone=self.zone)
        enough_tokens = self.tokens is None or spent.tokens < self.tokens
        return enough_tokens and (self.cost is None or spent.cost < self.cost)

    def record(self, call: Call) -> None:
        """Write one question down."""
        record_call(company_id=self.company_id, call=call, job_id=self.job_id)
