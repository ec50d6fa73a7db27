"""`manage.py rebuild_metrics`: count the kept events anew, or see whether the sums are as they should be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.rebuilding import rebuild
from companies.models import Company
from core.context import acting
from core.tenancy import company_scope


class Command(BaseCommand):
    """Count anew."""

    help = "Count the kept events anew and put the result in place of the sums; with --check only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options."""
        parser.add_argument("--company", default="", help="only this one's, by its slug; by default every company's")
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a sum is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the companies."""
        companies = Company.objects.order_by("slug")
        if options["company"]:
            companies = companies.filter(slug=options["company"])
            if not companies:
                raise CommandError(f"There is no company “{options['company']}”.")
        differing = sum(self._one(company, check=options["check"]) for company in companies)
        if options["check"] and differing:
            raise CommandError(f"{differing:,} sums are not as they should be. Run this without --check to mend them.")

    def _one(self, company: Company, *, check: bool) -> int:
        with company_scope(company.pk), acting(door="command"):
            found = rebuild(company=company, check_only=check)
        verb = "wrong" if check else "mended"
        self.stdout.write(f"{company.slug}: {found.months} months counted, {found.differing:,} sums {verb}")
        return found.differing
