"""The back office's pages on companies, people, credentials, jobs and the audit trail."""

from django.contrib import admin
from django.contrib.auth.models import Group

from companies.admin import audit, companies, credentials, jobs, members, users

__all__ = ["audit", "companies", "credentials", "jobs", "members", "users"]

# Rights come from roles (companies.roles); Django's groups mean nothing here.
admin.site.unregister(Group)
