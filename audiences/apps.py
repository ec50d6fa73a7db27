"""Audiences as a Django app."""

from datetime import timedelta

from django.apps import AppConfig

from core.jobs.registry import JobKind, register


class AudiencesConfig(AppConfig):
    """Contacts, groups, segments, and who wants no messages."""

    name = "audiences"

    def ready(self) -> None:
        """Make the filling of groups, and files of contacts, known to the job runner."""
        from audiences import exporting, filling, importing  # noqa: PLC0415 - models are there only now
        from audiences.exporting import running as writing  # noqa: PLC0415
        from audiences.importing import running  # noqa: PLC0415

        register(JobKind(name=filling.FILL, run=filling.run, lease=timedelta(minutes=15)))
        # A large file outlives workers: each attempt goes on behind the last chunk of the one before.
        register(JobKind(name=importing.IMPORT, run=running.run, max_attempts=20))
        register(JobKind(name=importing.UNDO, run=running.undo, max_attempts=20))
        register(JobKind(name=exporting.EXPORT, run=writing.run, lease=timedelta(minutes=15)))
