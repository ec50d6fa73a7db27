"""An embedded PostgreSQL and broker for machines without servers, and the command that runs everything.

Settings ask here where they are; importing this package starts nothing and needs none of their wheels.
"""

from .paths import broker_url, celery_broker_url, database_url

__all__ = ["broker_url", "celery_broker_url", "database_url"]
