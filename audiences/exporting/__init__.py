"""Contacts as files: asked for here, written by a job, kept in pieces for a week."""

from audiences.exporting.asking import EXPORT, KEPT, Stored, ask, find, prune, stored

__all__ = ["EXPORT", "KEPT", "Stored", "ask", "find", "prune", "stored"]
