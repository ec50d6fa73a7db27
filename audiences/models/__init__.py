"""Contacts, and what they belong to."""

from audiences.models.contact import Contact, Group, GroupMember, Segment
from audiences.models.imports import ContactExport, FilePiece, Import, ImportedContact, ImportFault, Known, Stage
from audiences.models.suppression import Reason, Suppression

__all__ = [
    "Contact",
    "ContactExport",
    "FilePiece",
    "Group",
    "GroupMember",
    "Import",
    "ImportFault",
    "ImportedContact",
    "Known",
    "Reason",
    "Segment",
    "Stage",
    "Suppression",
]
