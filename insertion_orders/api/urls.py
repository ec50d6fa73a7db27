"""Where the DSP door is."""

from django.urls import path

from insertion_orders.api import campaign_views, login_views, order_views, static_views

urlpatterns = [
    path("api/v3/ua/login", login_views.BuyerLoginView.as_view()),
    path("api/oauth/token", login_views.BuyerTokenView.as_view()),
    path("api/v3/cmp/io/add", order_views.OrderAddView.as_view()),
    path("api/v3/cmp/io/delete", order_views.OrderDeleteView.as_view()),
    path("api/v3/cmp/io/basic/list", order_views.OrderListView.as_view()),
    path("api/v3/cmp/io/<str:id>", order_views.OrderView.as_view()),
    path("api/v3/cmp/static/io/status/list", static_views.OrderStatusView.as_view()),
    path("api/v3/cmp/static/campaign/budget-type", static_views.BudgetTypeView.as_view()),
    path("api/v3/cmp/static/budget-distribution-method/list", static_views.DistributionView.as_view()),
    path("api/v3/master/timezones", static_views.ZonesView.as_view()),
    path("api/v2/cmp/campaigns/add", campaign_views.AdAddView.as_view()),
    path("api/v2/cmp/campaigns/list", campaign_views.AdListView.as_view()),
    path("api/v2/cmp/campaigns/status", campaign_views.AdStatusView.as_view()),
    path("api/v2/cmp/campaign/<str:id>", campaign_views.AdView.as_view()),
]
