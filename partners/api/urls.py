"""Where the partner door is."""

from django.urls import path

from partners.api.views import PartnerCampaignView

urlpatterns = [path("api/campaign", PartnerCampaignView.as_view())]
