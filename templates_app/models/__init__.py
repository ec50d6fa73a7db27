"""Message templates and their versions."""

from templates_app.models.template import MessageTemplate, TemplateVersion, VersionStatus

__all__ = ["MessageTemplate", "TemplateVersion", "VersionStatus"]
