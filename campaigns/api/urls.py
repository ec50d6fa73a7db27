"""Where campaigns are at the native door."""

from django.urls import path

from campaigns.api import calendar_views
from campaigns.api.brand_views import BrandProfileView
from campaigns.api.content_views import ContentViewSet
from campaigns.api.editing_views import CampaignEditingViewSet
from campaigns.api.planning_views import PlanningViewSet
from campaigns.api.views import CampaignViewSet

urlpatterns = [
    path("api/campaigns/chat", PlanningViewSet.as_view({"post": "chat"})),
    path("api/campaigns", CampaignViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "api/campaigns/<str:id>",
        CampaignViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path("api/campaigns/<str:id>/archive", CampaignViewSet.as_view({"post": "archive"})),
    path("api/campaigns/<str:id>/content", CampaignViewSet.as_view({"get": "content"})),
    path("api/campaigns/<str:id>/duplicate", CampaignEditingViewSet.as_view({"post": "duplicate"})),
    path("api/campaigns/<str:id>/find-replace", CampaignEditingViewSet.as_view({"post": "find_replace"})),
    path("api/campaigns/<str:id>/resume", CampaignEditingViewSet.as_view({"post": "resume"})),
    path("api/campaigns/<str:id>/generate-plan", PlanningViewSet.as_view({"post": "plan"})),
    path("api/campaigns/<str:id>/generate-content", PlanningViewSet.as_view({"post": "generate"})),
    path("api/campaigns/<str:id>/edits/<str:edit>/undo", CampaignEditingViewSet.as_view({"post": "undo"})),
    path("api/brand-profile", BrandProfileView.as_view()),
    path("api/calendar", calendar_views.CalendarView.as_view()),
    path("api/calendar/feeds", calendar_views.CalendarFeedsView.as_view()),
    path("api/calendar/<str:token>.ics", calendar_views.CalendarFeedView.as_view()),
    path("api/content", ContentViewSet.as_view({"get": "list", "post": "create"})),
    path("api/content/<str:id>", ContentViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})),
    path("api/content/<str:id>/schedule", ContentViewSet.as_view({"post": "schedule"})),
    path("api/content/<str:id>/review", ContentViewSet.as_view({"post": "review"})),
    path("api/content/<str:id>/cancel", ContentViewSet.as_view({"post": "cancel"})),
]
