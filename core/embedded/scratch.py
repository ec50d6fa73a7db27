"""A folder for the servers of a test or benchmark: short, reachable by the account they drop to, gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_dir() -> Iterator[Path]:
    """A new folder, removed at the end. Others may pass through it, but the servers' own folders in it are private."""
    folder = Path(tempfile.mkdtemp(prefix="muster-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
