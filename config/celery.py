"""The Celery application: workers find it as `config`."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready

from core import health, memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("muster")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["core.jobs", "audiences", "campaigns", "analytics", "insertion_orders", "delivery"])


@worker_init.connect
def settle(**_: Any) -> None:
    """Everything is loaded, and no child has been made yet."""
    memory.settle()


@worker_ready.connect
def say_that_it_lives(**_: Any) -> None:
    """Do not wait for the scheduler's first round: `/readyz` asks for a worker's heartbeat."""
    health.beat()
