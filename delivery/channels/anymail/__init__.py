"""E-mail by the common providers' APIs, in django-anymail's words."""
