"""The address that every message hands to its recipient."""

from django.urls import path

from audiences import views

urlpatterns = [path("u/<str:token>", views.unsubscribe, name="unsubscribe")]
