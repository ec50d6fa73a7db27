"""Every address."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import views

handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
handler400 = "config.views.bad_request"

urlpatterns = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("", include("partners.api.urls")),  # first: what is called most is found soonest
    path("", include("companies.api.urls")),
    path("", include("campaigns.api.urls")),
    path("", include("analytics.api.urls")),
    path("", include("analytics.urls")),
    path("", include("audiences.urls")),
    path("", include("partners.urls")),
    path("", include("insertion_orders.api.urls")),
    path("", include("delivery.api.urls")),
    re_path(r"^(?:api|auth|campaign|v1|v4|agency)/(?P<path>.*)$", views.unknown_address),
    path("<str:uuid>/agency/<path:path>", views.unknown_address),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("demo/<str:name>", views.demo_page))
