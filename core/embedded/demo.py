"""The demo company of a first start, and the file that keeps its credentials for their owner."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from .errors import EmbeddedError
from .process import Pause
from .product import Product

SLUG = "storhaug"
FILE = "demo_credentials.json"


@dataclass(frozen=True, slots=True)
class Demo:
    """What a newcomer needs to try the product: a person's login and a partner's key."""

    email: str
    password: str
    api_key: str
    api_secret: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it from what `create_company --json` prints.

        Raises:
            ValueError: when it is not that.
        """
        try:
            data = json.loads(text)
            person, partner = data["marketer"], data["partner"]
            return cls(person["email"], person["password"], partner["api_key"], partner["api_secret"])
        except (KeyError, TypeError) as error:
            raise ValueError("not the credentials of a company") from error


def read(path: Path) -> Demo | None:
    """The demo's credentials; None when the file is absent or spoilt."""
    try:
        return Demo.parse(path.read_text())
    except (OSError, ValueError):
        return None


def has_company(url: str, table: str) -> bool:
    """Whether the demo company is in the database.

    Args:
        url: the database.
        table: the table of companies.

    Raises:
        EmbeddedError: when they cannot be read.
    """
    query = sql.SQL("SELECT 1 FROM {} WHERE slug = %s").format(sql.Identifier(table))
    try:
        with psycopg.connect(url) as connection:
            return connection.execute(query, [SLUG]).fetchone() is not None
    except psycopg.Error as error:
        raise EmbeddedError(f"The companies cannot be read: {' '.join(str(error).split())}") from error


def create(path: Path, *, product: Product, pause: Pause) -> Demo:
    """Create the demo company, or new credentials for it, and keep them in a file for their owner alone.

    Args:
        path: the file.
        product: whose command does it.
        pause: waits some seconds; may raise to give up.

    Raises:
        EmbeddedError: when the command fails or prints something else.
    """
    output = product.manage("create_company", SLUG, "--demo", "--json", pause=pause)
    try:
        demo = Demo.parse(output)
    except ValueError:
        raise EmbeddedError("The demo company's credentials are not what was expected") from None
    _keep(path, json.loads(output))
    return demo


def refresh(folder: Path, data: Any) -> None:
    """Keep newer credentials of the demo company where the older ones were kept; they are no good any more.

    Args:
        folder: the checkout's `var`.
        data: as `create_company --json` prints them; of any company.
    """
    path = folder / FILE
    if (known := read(path)) and known.email == data["marketer"]["email"]:
        _keep(path, data)


def _keep(path: Path, data: Any) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"{json.dumps(data, indent=2, ensure_ascii=False)}\n")
    unfinished.replace(path)
