"""Model fields that carry a rule with them."""

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def fold(text: str) -> str:
    """A text as search compares it: Unicode case folding, which PostgreSQL has not in every locale."""
    return text.casefold()


class FoldedCopy(models.TextField[str, str]):
    """The case-folded copy of another field, kept at every save and compared byte by byte (collation C).

    Args:
        source: the name of the field that is copied.
    """

    def __init__(self, *args: Any, source: str, **options: Any) -> None:
        self.source = source
        options.update(editable=False, db_collation="C")
        super().__init__(*args, **options)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Fold the source."""
        value = fold(getattr(instance, self.source))
        setattr(instance, self.attname, value)
        return value

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations."""
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        options.pop("db_collation", None)
        return name, path, args, {**options, "source": self.source}


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    """The first key encrypts; every key decrypts, so that keys can be rotated."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


class EncryptedText(models.TextField[str, str]):
    """A secret that must be read again: encrypted at rest under ENCRYPTION_KEYS."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt."""
        return value and _cipher(tuple(settings.ENCRYPTION_KEYS)).decrypt(value.encode()).decode()

    def get_prep_value(self, value: Any) -> str | None:
        """Encrypt."""
        value = super().get_prep_value(value)
        return value and _cipher(tuple(settings.ENCRYPTION_KEYS)).encrypt(value.encode()).decode()
