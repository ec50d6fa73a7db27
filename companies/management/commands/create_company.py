"""`manage.py create_company`: a company and its first credentials."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from companies import demo as demo_company
from companies.creation import Welcome, as_json, create_company
from core.context import acting
from core.embedded import demo
from core.errors import InvalidError
from core.tenancy import company_scope


class Command(BaseCommand):
    """Create a company, or issue fresh credentials for an existing one."""

    help = "Create a company with its first people and credentials, or issue fresh ones for an existing company."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options."""
        parser.add_argument("slug", help="the company's sub-domain, for instance storhaug")
        parser.add_argument("--name", default="", help="its name as people write it")
        parser.add_argument("--time-zone", default="", help="its IANA time zone, for instance Europe/Oslo")
        parser.add_argument("--demo", action="store_true", help="fill it so that every printed example works")
        parser.add_argument("--json", action="store_true", help="print everything as JSON; secrets are shown only here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create and print."""
        try:
            with acting(door="command"):
                welcome = create_company(
                    slug=options["slug"],
                    name=options["name"],
                    time_zone=options["time_zone"] or _zone(options),
                )
                found = as_json(welcome, demo=_filled(welcome) if options["demo"] else {})
        except InvalidError as error:
            raise CommandError(error.message) from error
        if settings.DEBUG:
            demo.refresh(settings.BASE_DIR / "var", found)
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else _words(welcome))


def _filled(welcome: Welcome) -> dict[str, Any]:
    with company_scope(welcome.company.pk), transaction.atomic():
        return demo_company.fill(welcome.company)


def _zone(options: dict[str, Any]) -> str:
    return "Europe/Oslo" if options["demo"] else "UTC"


def _words(welcome: Welcome) -> str:
    verb = "Created" if welcome.created else "Issued fresh credentials for"
    lines = [f"{verb} {welcome.company} (workspace {welcome.company.ow_id}).", "Secrets are shown only now:"]
    for door, parts in welcome.credentials.items():
        lines += [f"  {door}:"] + [f"    {name}: {value}" for name, value in parts.items()]
    return "\n".join(lines)
