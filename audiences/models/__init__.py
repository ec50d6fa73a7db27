"""Contacts, and what they belong to."""

from audiences.models.contact import Contact, Group, GroupMember, Segment
from audiences.models.suppression import Reason, Suppression

__all__ = ["Contact", "Group", "GroupMember", "Reason", "Segment", "Suppression"]
