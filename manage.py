#!/usr/bin/env python
"""Muster's command line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import OperationalError


def main() -> None:
    """Run one management command; a wrong setting is one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"muster: {error}")
    except OperationalError as error:
        reason = str(error).strip().splitlines()[-1].strip()
        sys.exit(f"muster: PostgreSQL does not answer: {reason}. In development it runs while `make run` does.")


if __name__ == "__main__":
    main()
