"""Logs as data: one line per event, readable in development, JSON in production."""

import logging.config
import re
from typing import Any

import structlog

from core.context import current

# Bearer tokens, keys in headers and secrets in bodies never reach a log line.
_SECRET = re.compile(r"(?i)(bearer\s+|basic\s+|(?:api_)?(?:secret|password|token|key)\"?[=:]\s*\"?)[^\s\",&]{6,}")


def _add_context(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    context = current()
    if context.request_id:
        event.setdefault("request_id", context.request_id)
    if context.company_id:
        event.setdefault("company", context.company_id)
    return event


def _redact(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRET.sub(r"\1***", value)
    return event


_SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=True),
    _add_context,
    structlog.processors.format_exc_info,
    _redact,
]


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """The configuration that `configure` takes.

    Args:
        level: the lowest level that is printed.
        as_json: JSON lines for a log collector, else lines for people.
    """
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True) if as_json else _SHARED[2]
    shared = [*_SHARED[:2], stamp, *_SHARED[3:]]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "ERROR"},
            "httpcore2": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "trafilatura": {"level": "CRITICAL"},
            "htmldate": {"level": "CRITICAL"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Set up logging and structlog; Django calls it with LOGGING."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
