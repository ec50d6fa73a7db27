"""Folders for real servers, and a look at what runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedded.postgres import PostgresServer
from core.embedded.scratch import scratch_dir


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the servers' account can reach."""
    with scratch_dir() as folder:
        yield folder


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A server for tests that only look at it."""
    with scratch_dir() as folder, PostgresServer(data_dir=folder / "postgres", durable=False) as server:
        yield server
