"""Where the messaging and the agency door are, and what delivery adds to the native one."""

from django.urls import path

from delivery.api import agency_views, campaign_views, messaging_views
from delivery.api.publishing_views import PublishingView

urlpatterns = [
    path("api/content/<str:id>/publish", PublishingView.as_view()),
    path("campaign/create", messaging_views.CreateView.as_view()),
    path("campaign/execute", messaging_views.ExecuteView.as_view()),
    path("campaign/execution/<str:id>", messaging_views.ExecutionView.as_view()),
    path("v4/campaign/list", campaign_views.ListView.as_view()),
    path("v4/campaign/get", campaign_views.GetView.as_view()),
    path("v4/campaign/suspend", campaign_views.SuspendView.as_view()),
    path("v4/campaign/resume", campaign_views.ResumeView.as_view()),
    path("v1/activity/upload", campaign_views.ActivityView.as_view()),
    path("agency/createCampaign", agency_views.CreateView.as_view()),
    path("agency/getCampaignData", agency_views.ListView.as_view()),
    path("agency/getCampaign/<str:id>", agency_views.ReadView.as_view()),
    path("<str:uuid>/agency/createCampaign", agency_views.CreateView.as_view()),
    path("<str:uuid>/agency/getCampaignData", agency_views.ListView.as_view()),
    path("<str:uuid>/agency/getCampaign/<str:id>", agency_views.ReadView.as_view()),
]
