"""Where signing in happens."""

from django.urls import path

from companies.api import views
from companies.api.job_views import JobViewSet

urlpatterns = [
    path("auth/token", views.MachineTokenView.as_view()),
    path("api/auth/token", views.MachineTokenView.as_view()),
    path("api/auth/login", views.LoginView.as_view()),
    path("api/auth/refresh", views.RefreshView.as_view()),
    path("api/jobs/<str:id>", JobViewSet.as_view({"get": "retrieve"})),
    path("api/jobs/<str:id>/cancel", JobViewSet.as_view({"post": "cancel"})),
    path("api/company", views.CompanyView.as_view()),
]
