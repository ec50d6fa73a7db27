"""The ways in which a message reaches somebody, as every door and table calls them."""

from django.db import models


class Channel(models.TextChoices):
    """A way to reach somebody."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    APN = "apn", "App push"
    BPN = "bpn", "Web push"
