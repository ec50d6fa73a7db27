"""A new PostgreSQL data directory, made whole or not at all."""

import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from .errors import EmbeddedError
from .paths import ROLE, secret_file
from .privileges import Account, give, make_private

# The built-in provider sorts and folds case alike on every system; pg_trgm still asks LC_CTYPE what a letter is.
_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
_OPTIONS = (
    f"--username={ROLE}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    f"--locale={_LOCALE}",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
)


def create(*, data_dir: Path, binaries: Path, account: Account | None, durable: bool) -> None:
    """Make a data directory with one superuser, whose random password lies in it.

    Args:
        data_dir: its place; must be empty or absent.
        binaries: the folder of `initdb`.
        account: what shall own it.
        durable: whether to wait until it is on the disk.

    Raises:
        EmbeddedError: when `initdb` refuses or the place is taken.
    """
    fresh = data_dir.with_name(f"{data_dir.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    make_private(fresh, account)
    try:
        password_file = _write_password(fresh, account)
        options = [*_OPTIONS, f"--pwfile={password_file}", *([] if durable else ["--no-sync"])]
        _initdb([str(binaries / "initdb"), "-D", str(fresh), *options], fresh, account)
        password_file.rename(secret_file(fresh))
        fresh.rename(data_dir)
    except OSError as error:
        raise EmbeddedError(f"{data_dir} cannot take new data: {error.strerror}") from error
    finally:
        fresh.with_suffix(".secret").unlink(missing_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)


def _write_password(fresh: Path, account: Account | None) -> Path:
    """The password in a file that the account alone can read; beside the directory, which must be empty."""
    path = fresh.with_suffix(".secret")
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secrets.token_urlsafe(24))
    give(path, account)
    return path


def _initdb(command: list[str], fresh: Path, account: Account | None) -> None:
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={"PATH": "/usr/bin:/bin", "TZ": "UTC"},
        cwd=fresh,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if result.returncode:
        lines = result.stderr.splitlines()
        words = ([line for line in lines if "error" in line] or lines or ["no reason given"])[-1]
        raise EmbeddedError(f"PostgreSQL's data directory could not be made: {words}")
