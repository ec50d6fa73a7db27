"""The back office's pages on message templates."""

from templates_app.admin import template

__all__ = ["template"]
