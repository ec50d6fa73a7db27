"""Exports: tables of numbers as files."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core.ids import new_uuid
from core.tenancy import CompanyOwned, company_manager


class Report(models.TextChoices):
    """What a row of an exported table is."""

    DAILY = "daily", "Days"
    CAMPAIGNS = "campaigns", "Campaigns"
    CONTENT = "content", "Content"


class Format(models.TextChoices):
    """What an exported table is written as."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"


class Export(CompanyOwned):
    """A row is a table of numbers that somebody asked to have as a file; the file itself lies in its chunks.

    It stands in the database because whoever writes it and whoever hands it out may be on different machines.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    report = models.CharField(max_length=10, choices=Report)
    format = models.CharField(max_length=4, choices=Format)
    start = models.DateField(help_text="The first day.")
    end = models.DateField(help_text="The last day.")
    campaigns = ArrayField(models.BigIntegerField(), default=list, help_text="Of these only; empty for all.")
    platforms = ArrayField(models.CharField(max_length=20), default=list)
    families = ArrayField(models.CharField(max_length=10), default=list)
    name = models.CharField(max_length=255, help_text="The file's.")
    file = models.UUIDField(null=True, help_text="Which file is the whole one; none until one is.")
    rows = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(help_text="From then on it is not there any more.")

    objects = company_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="export_expiry")]

    def __str__(self) -> str:
        return self.name


class ExportChunk(CompanyOwned):
    """A row is a piece of one file. Each attempt at an export writes a file of its own."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="chunks")
    file = models.UUIDField()
    number = models.PositiveIntegerField(help_text="Its place in the file, from 0.")
    data = models.BinaryField()

    objects = company_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "file", "number"], name="export_chunk_place")]
