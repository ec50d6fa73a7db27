"""The account that the servers run as: the caller's own, or an unprivileged one where the caller is root.

PostgreSQL refuses to run as root, and rightly so. Nothing here loosens a folder that was there before.
"""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import EmbeddedError

_CREATED = "muster"
_WELL_KNOWN = ("postgres", "nobody", _CREATED)


@dataclass(frozen=True, slots=True)
class Account:
    """An account to drop to.

    Args:
        name: its login name, or its number where it has none.
        uid: its number; -1 while it has still to be created.
        gid: its group's number.
    """

    name: str
    uid: int
    gid: int


def account_for(data_dir: Path, checkout: Path | None = None) -> Account | None:
    """The account that owns a server's data, or shall own them; None where the caller is not root.

    Args:
        data_dir: the server's data, which need not exist yet; whoever owns them already stays their owner.
        checkout: the working tree they belong to, whose owner is preferred for new data.
    """
    if os.geteuid() != 0:
        return None
    owner = _owner(data_dir) or (_owner(checkout) if checkout else None)
    return owner or _well_known() or Account(_CREATED, -1, -1)


def ensure(account: Account | None) -> Account | None:
    """The same account, created first if it does not exist.

    Raises:
        EmbeddedError: when the system cannot add one.
    """
    if account is None or account.uid >= 0:
        return account
    try:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", account.name]
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(f"There is no user to run PostgreSQL as: create one, {account.name}") from error
    return _named(account.name)


def can_enter(account: Account | None, folder: Path) -> bool:
    """Whether an account may list a folder and pass through all above it; what does not exist is open."""
    if account is None:
        return True
    above = all(_may(account, parent, 0o1) for parent in folder.parents)
    return above and _may(account, folder, 0o5)


def can_pass(account: Account | None, folder: Path) -> bool:
    """Whether an account may pass through a folder and all above it; what does not exist is open."""
    return account is None or all(_may(account, part, 0o1) for part in (folder, *folder.parents))


def give(path: Path, account: Account | None) -> None:
    """Hand a file or folder to an account, without following a link."""
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def make_private(folder: Path, account: Account | None) -> None:
    """Make a folder that its owner alone may enter, and see that an existing one is just that.

    Raises:
        EmbeddedError: when the folder is there and somebody else's, or no folder.
    """
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        check_owner(folder, account)
        folder.chmod(0o700)
    else:
        give(folder, account)


def check_owner(folder: Path, account: Account | None) -> None:
    """See that a folder, where it exists, is a folder and the account's own.

    Raises:
        EmbeddedError: when it is not.
    """
    try:
        seen = folder.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(seen.st_mode):
        raise EmbeddedError(f"{folder} is in the way: it is no folder")
    if seen.st_uid != (account.uid if account else os.geteuid()):
        owner = _name_of(seen.st_uid)
        raise EmbeddedError(f"{folder} belongs to user {owner}: run as that user, or remove it")


def _may(account: Account, path: Path, wanted: int) -> bool:
    try:
        seen = path.stat()
    except FileNotFoundError:
        return True
    if seen.st_uid == account.uid:
        granted = seen.st_mode >> 6
    elif seen.st_gid == account.gid:
        granted = seen.st_mode >> 3
    else:
        granted = seen.st_mode
    return granted & wanted == wanted


def _owner(path: Path) -> Account | None:
    """The account that a path belongs to, unless it is root's or absent."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return Account(_name_of(seen.st_uid), seen.st_uid, seen.st_gid) if seen.st_uid else None


def _well_known() -> Account | None:
    return next((account for account in map(_named, _WELL_KNOWN) if account), None)


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
