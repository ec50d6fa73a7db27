"""How the OpenAPI document describes a view of a door."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from core.api.views import BearerAuthentication
from core.dialects import Dialect


class DialectSchema(AutoSchema):
    """drf-spectacular's schema, grouped by door."""

    def get_tags(self) -> list[str]:
        """The door's name."""
        dialect: Dialect = self.view.dialect  # type: ignore[attr-defined]  # every view of ours has one
        return [dialect.name]

    def get_operation_id(self) -> str:
        """An operation that has two addresses has two names."""
        found: str = super().get_operation_id()
        return f"{found}_by_path" if self.path.startswith("/{uuid}/") else found


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Both kinds of bearer token."""

    target_class = "core.api.views.BearerAuthentication"
    match_subclasses = True

    def __init__(self, target: BearerAuthentication) -> None:
        super().__init__(target)  # type: ignore[no-untyped-call]
        self.name = target.scheme_name

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A JWT in the Authorization header."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
