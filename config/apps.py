"""The back office as an app config: our own admin site in place of Django's."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Django's admin, served by the site that knows companies and roles."""

    default_site = "companies.site.BackOffice"
