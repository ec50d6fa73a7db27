"""Reports as files: asked for here, written by a job, kept in pieces for a week."""

from analytics.exporting.asking import EXPORT, ask, find, of_job
from analytics.exporting.files import Stored, prune, stored
from analytics.models import Export, Format, Report

__all__ = ["EXPORT", "Export", "Format", "Report", "Stored", "ask", "find", "of_job", "prune", "stored"]
