"""The environment as one typed object: read once, checked whole, and loud about what is wrong.

Every variable is documented in `.env.example`. A wrong or missing one stops the start with its name.
"""

import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ai.llm.settings import check_base_url

BASE_DIR = Path(__file__).resolve().parent.parent

# Printed in the repository, so it protects nothing: production refuses it.
DEVELOPMENT_SECRET = "development-only-secret-never-use-it-in-production"  # noqa: S105

SECRETS = ("SECRET_KEY", "ENCRYPTION_KEYS", "SHORT_ID_SECRET")

LEAST_RETENTION_DAYS = 90


def _split(value: object) -> object:
    """A comma-separated variable as a list."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _check_postgres(url: str) -> str:
    if not url.startswith(("postgres://", "postgresql://")):
        raise ValueError("must look like postgresql://user:password@host:5432/database")
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ValueError("is not a PostgreSQL address that can be read") from error
    if not parts.get("dbname"):
        raise ValueError("names no database")
    return url


def _check_redis(url: str) -> str:
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must look like redis://host:6379/0")
    return url


def _check_opened(entries: list[str]) -> list[str]:
    for entry in entries:
        if not _OPENED.fullmatch(entry):
            raise ValueError(f"“{entry}” must look like host:port or host:port/path")
    return entries


def _check_retention(days: int) -> int:
    """Frequency caps look back 90 days at most, and must find whom they count."""
    if 0 < days < LEAST_RETENTION_DAYS:
        raise ValueError(f"at least {LEAST_RETENTION_DAYS} days, or 0 to keep everything")
    return days


def _check_public(url: str) -> str:
    if url and not _PUBLIC.fullmatch(url):
        raise ValueError("must look like https://muster.example.com")
    return url


_OPENED = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):\d{1,5}(?:/\S*)?")
_PUBLIC = re.compile(r"https?://[^\s/?#]+/?")

Names = Annotated[list[str], NoDecode, BeforeValidator(_split)]


class Environment(BaseSettings):
    """Every variable that Muster reads, with its meaning in `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=os.environ.get("ENV_FILE", BASE_DIR / ".env"),
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    debug: bool | None = None
    secret_key: str = ""
    encryption_keys: Names = []
    short_id_secret: str = ""
    database_url: Annotated[str, AfterValidator(_check_postgres)] | None = None
    database_pooler: bool = False
    redis_url: Annotated[str, AfterValidator(_check_redis)] | None = None
    allowed_hosts: Names = []
    csrf_trusted_origins: Names = []
    base_domain: str = ""
    public_url: Annotated[str, AfterValidator(_check_public)] = ""
    support_email: str = Field(default="", max_length=254)
    port: int = Field(default=8000, ge=1, le=65535)
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    outbound_allow: Annotated[Names, AfterValidator(_check_opened)] = []
    static_root: Path = BASE_DIR / "staticfiles"
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    log_json: bool | None = None
    statement_timeout_ms: int = Field(default=15_000, ge=100)
    https_only: bool = True
    send_workers: int = Field(default=2, ge=1, le=64)
    analytics_retention_months: int = Field(default=25, ge=1, le=120)
    delivery_retention_days: Annotated[int, AfterValidator(_check_retention)] = Field(default=365, ge=0, le=36_500)
    assistant: Literal["offline", "llm"] = "offline"
    llm_provider: Literal["openai", "anthropic"] = "openai"
    llm_base_url: Annotated[str, AfterValidator(check_base_url)] | None = None
    llm_api_key: str = ""
    llm_model: str = Field(default="", max_length=200)
    llm_timeout_seconds: float = Field(default=60.0, ge=1, le=600)
    llm_max_tokens: int = Field(default=8000, ge=100, le=200_000)
    llm_price_in: Decimal = Field(default=Decimal(0), ge=0)
    llm_price_out: Decimal = Field(default=Decimal(0), ge=0)
    llm_month_tokens: int | None = Field(default=1_000_000, ge=0)
    llm_month_cost: Decimal | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _check_production(self) -> Self:
        """Outside development nothing secret has a default, and nothing is guessed.

        Without DEBUG the project counts as in development only while it runs on its own embedded database.
        """
        if self.debug is None:
            self.debug = self.database_url is None
        if self.debug:
            self._fill_in_for_development()
        else:
            self._check_set()
        return self

    @model_validator(mode="after")
    def _check_assistant(self) -> Self:
        """A language model must be named before it can be asked."""
        if self.assistant == "llm" and not self.llm_model:
            raise ValueError("LLM_MODEL is missing: with ASSISTANT=llm it must be set")
        return self

    def _fill_in_for_development(self) -> None:
        self.secret_key = self.secret_key or DEVELOPMENT_SECRET
        self.encryption_keys = self.encryption_keys or [DEVELOPMENT_SECRET]
        self.short_id_secret = self.short_id_secret or DEVELOPMENT_SECRET

    def _check_set(self) -> None:
        for name in SECRETS:
            value = getattr(self, name.lower())
            if not value:
                raise ValueError(f"{name} is missing: with DEBUG off every secret must be set")
            if DEVELOPMENT_SECRET in value:
                raise ValueError(f"{name} is the development one: with DEBUG off it must be your own")
        for name in ("DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"):
            if not getattr(self, name.lower()):
                raise ValueError(f"{name} is missing: with DEBUG off it must be set")


def read_environment() -> Environment:
    """Read and check the environment.

    Raises:
        ImproperlyConfigured: one line that names each variable at fault and what is wrong with it.
    """
    try:
        return Environment()
    except ValidationError as error:
        faults = [_describe(fault["loc"], fault["msg"]) for fault in error.errors(include_url=False)]
        raise ImproperlyConfigured("; ".join(dict.fromkeys(faults))) from None


def _describe(location: tuple[str | int, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{str(location[0]).upper()}: {message}" if location else message
