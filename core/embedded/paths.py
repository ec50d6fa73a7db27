"""Where the data, sockets and secrets of a checkout's own servers lie. Reading this creates nothing."""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .privileges import Account, account_for, can_pass, make_private

ROLE = "muster"
DATABASE = "muster"
PORT = 5432  # part of the socket's name; no TCP port is opened

_ELSEWHERE = Path("/var/lib")  # root's own, so that nobody can lay a trap there
_SECRET = "muster.secret"  # noqa: S105  the file's name
_IDENTITY = "identity"
_SOCKET_SPACE = 85  # bytes for the folder: a socket's path ends at 104 on macOS, at 108 on Linux
_PLAIN = re.compile(r"/[\w./+-]*", re.ASCII)  # what no connection string or setting reads as syntax


@dataclass(frozen=True, slots=True)
class Home:
    """Where a checkout's servers keep their data.

    Args:
        folder: holds `postgres`, `broker` and, where needed, a copy of their binaries.
        account: what they run as; None for the caller's own account.
        outside: whether the folder is not in the checkout, because that account cannot reach it there.
    """

    folder: Path
    account: Account | None
    outside: bool

    @property
    def postgres(self) -> Path:
        """The data directory of PostgreSQL."""
        return self.folder / "postgres"

    @property
    def broker(self) -> Path:
        """The data directory of the broker."""
        return self.folder / "broker"


def var_dir(base_dir: Path) -> Path:
    """The checkout's folder for what running it leaves behind."""
    return base_dir.resolve() / "var"


def home(base_dir: Path) -> Home:
    """Where this checkout's servers keep their data, whether or not they were ever started.

    Args:
        base_dir: the checkout.
    """
    inside = var_dir(base_dir)
    account = account_for(inside / "postgres", inside.parent)
    if can_pass(account, inside):
        return Home(inside, account, outside=False)
    folder = _ELSEWHERE / f"muster-{fingerprint(f'{inside} {_identity(inside)}')}"
    return Home(folder, account_for(folder / "postgres", inside.parent), outside=True)


def prepare_home(base_dir: Path) -> Home:
    """The same, with its folders made.

    A new clone in an old one's place must not find the old data: what lies outside is bound to an identity
    that is kept inside.
    """
    inside = var_dir(base_dir)
    _make_open(inside)
    if home(base_dir).outside and not _identity(inside):
        (inside / _IDENTITY).write_text(secrets.token_hex(8))
    place = home(base_dir)
    _make_open(place.folder)
    return place


def socket_dir(data_dir: Path) -> Path:
    """The folder of a server's unix socket: its data directory, unless that path is too long or peculiar."""
    if len(os.fsencode(data_dir)) <= _SOCKET_SPACE and _PLAIN.fullmatch(str(data_dir)):
        return data_dir
    return Path("/tmp") / f"muster-{fingerprint(str(data_dir))}"  # noqa: S108  make_socket_dir sees to its owner


def make_socket_dir(data_dir: Path, account: Account | None) -> Path:
    """The same folder, made for its owner alone.

    Raises:
        EmbeddedError: when somebody else holds that name.
    """
    folder = socket_dir(data_dir)
    make_private(folder, account)
    return folder


def broker_socket(data_dir: Path) -> Path:
    """The broker's socket."""
    return socket_dir(data_dir) / "broker.sock"


def secret_file(data_dir: Path) -> Path:
    """The file that holds the password of PostgreSQL's role."""
    return data_dir / _SECRET


def postgres_url(data_dir: Path, database: str) -> str:
    """The address of a database, its password left empty while there is none."""
    try:
        password = secret_file(data_dir).read_text().strip()
    except OSError:
        password = ""
    return f"postgresql://{ROLE}:{password}@:{PORT}/{quote(database)}?host={quote(str(socket_dir(data_dir)))}"


def database_url(base_dir: Path) -> str:
    """The address of this checkout's own PostgreSQL, started or not.

    Args:
        base_dir: the checkout.
    """
    return postgres_url(home(base_dir).postgres, DATABASE)


def broker_url(base_dir: Path) -> str:
    """The address of this checkout's own broker, as Redis clients read it: `unix:///path`."""
    return f"unix://{broker_socket(home(base_dir).broker)}"


def celery_broker_url(base_dir: Path) -> str:
    """The same address as Celery reads it: `redis+socket:///path`."""
    return f"redis+socket://{broker_socket(home(base_dir).broker)}"


def fingerprint(text: str) -> str:
    """Twelve characters that stand for a text."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:12]


def _identity(inside: Path) -> str:
    try:
        return (inside / _IDENTITY).read_text().strip()
    except OSError:
        return ""


def _make_open(folder: Path) -> None:
    """A folder that others may pass through: what is inside has its own bars."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
