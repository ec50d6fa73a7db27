"""How the OpenAPI document describes a view of a door."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class DialectSchema(AutoSchema):
    """drf-spectacular's schema, grouped by door."""

    def get_tags(self) -> list[str]:
        """The door's name."""
        return [self.view.dialect.name]

    def get_operation_id(self) -> str:
        """One name for each address, also where two lead to one view."""
        given = super().get_operation_id()
        return f"{given}_api" if self.path == "/api/auth/token" else given


class BearerScheme(OpenApiAuthenticationExtension):
    """Both kinds of bearer token."""

    target_class = "core.api.views.BearerAuthentication"
    match_subclasses = True
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A JWT in the Authorization header."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
