"""Where campaigns are at the native door."""

from django.urls import path

from campaigns.api.views import CampaignViewSet

urlpatterns = [
    path("api/campaigns", CampaignViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "api/campaigns/<str:id>",
        CampaignViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path("api/campaigns/<str:id>/archive", CampaignViewSet.as_view({"post": "archive"})),
]
