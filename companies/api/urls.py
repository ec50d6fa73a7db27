"""Where signing in happens."""

from django.urls import path

from companies.api import views

urlpatterns = [
    path("auth/token", views.MachineTokenView.as_view()),
    path("api/auth/token", views.MachineTokenView.as_view()),
    path("api/auth/login", views.LoginView.as_view()),
    path("api/auth/refresh", views.RefreshView.as_view()),
    path("api/company", views.CompanyView.as_view()),
]
