"""The links that partners hand to people."""

from django.urls import path

from partners import backoffice

urlpatterns = [
    path("campaigns", backoffice.open_list),
    path("campaigns/<str:short_id>", backoffice.open_campaign),
    path("campaigns/<str:short_id>/ads", backoffice.open_ads),
]
