"""Templates with what lists show of their versions."""

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery


class TemplateQuerySet(QuerySet):  # type: ignore[type-arg]  # the model is written in terms of this class
    """Reads of templates."""

    def with_standing(self) -> "TemplateQuerySet":
        """Each with the number and status of its latest version, and the number of the one that can be sent."""
        versions = self._versions().filter(template=OuterRef("pk"))
        latest = versions.order_by("-number")
        usable = versions.filter(status="approved")
        found: TemplateQuerySet = self.annotate(
            latest_number=Subquery(latest.values("number")[:1], output_field=IntegerField()),
            latest_status=Subquery(latest.values("status")[:1]),
            usable_number=Subquery(usable.values("number")[:1], output_field=IntegerField()),
        )
        return found

    def _versions(self) -> QuerySet:  # type: ignore[type-arg]  # of a model that is written in terms of this class
        """All versions; the templates themselves are narrowed to the company."""
        found: QuerySet = self.model._meta.get_field("versions").related_model._base_manager.all()  # type: ignore[type-arg]
        return found
