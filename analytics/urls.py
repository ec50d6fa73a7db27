"""The addresses that are handed to the public, and to providers."""

from django.urls import path

from analytics import views, webhook_views

urlpatterns = [
    path("t/<str:token>", views.click),
    path("o/<str:token>.gif", views.opened),
    path("webhooks/<slug:key>", webhook_views.receive),
]
