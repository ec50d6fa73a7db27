"""`manage.py run`: web server, worker, scheduler and their servers in one terminal."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from core.embedded.development import Plan, run
from core.embedded.errors import EmbeddedError


class Command(BaseCommand):
    """Run the product for development, until Ctrl-C."""

    help = "Run web server, worker, scheduler and, where none are configured, PostgreSQL and a broker."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the address to listen on."""
        host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
        parser.add_argument("--host", default=host, help="address to listen on (HOST, else 127.0.0.1)")
        parser.add_argument("--port", default=port, help="port to listen on (PORT, else 8000)")

    def handle(self, *_: Any, host: str, port: str, **__: Any) -> None:
        """Run until the end; a failure is one line and exit code 1."""
        try:
            if not port.isdecimal():
                raise EmbeddedError(f"PORT {port} is no port. Choose one from 1 to 65535: PORT=8000 make run")
            run(_plan(host, int(port)))
        except (EmbeddedError, OSError) as error:
            print(" ".join(str(error).split()), file=sys.stderr)
            raise SystemExit(1) from None


def _plan(host: str, port: int) -> Plan:
    environment = settings.ENVIRONMENT
    return Plan(
        base_dir=settings.BASE_DIR,
        host=host,
        port=port,
        company_table=apps.get_model("companies", "Company")._meta.db_table,
        database_url=environment.database_url,
        redis_url=environment.redis_url,
        outbound_allow=tuple(sorted(settings.OUTBOUND_ALLOW)),
    )
