"""Settings: production passes every check of Django's, and what is missing or wrong stops the start in one line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import DEVELOPMENT_SECRET, Environment, read_environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "Jk3" * 25 + "-a-key-of-our-own-with-many-letters",
    "ENCRYPTION_KEYS": "one-key-of-our-own,another",
    "SHORT_ID_SECRET": "letters-in-an-order-of-our-own",
    "DATABASE_URL": "postgresql://muster:secret@db.example/muster",
    "REDIS_URL": "redis://broker.example:6379/0",
    "ALLOWED_HOSTS": "muster.example.com",
}


def manage(*arguments, **variables):
    """Run a management command with these variables, and no others of ours."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**inherited, "ENV_FILE": os.devnull, "PYTHONWARNINGS": "default", **variables}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def without(*names, **others):
    return {name: value for name, value in {**PRODUCTION, **others}.items() if name not in names}


def test_production_settings_pass_every_check():
    done = manage("check", "--deploy", "--fail-level", "INFO", "--database", "default", **PRODUCTION)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert "System check identified no issues (2 silenced)." in told
    assert "Warning" not in told


def test_in_a_closed_network_without_https_only_what_https_brings_is_missed():
    done = manage("check", "--deploy", **{**PRODUCTION, "HTTPS_ONLY": "0"})
    assert set(re.findall(r"security\.W\d+", done.stdout + done.stderr)) == {
        "security.W004",
        "security.W010",
        "security.W016",
    }


REFUSED = {
    **{
        f"no {name}": (without(name), f"{name} is missing: with DEBUG off every secret must be set")
        for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "SHORT_ID_SECRET")
    },
    **{
        f"the development {name}": (
            without(**{name: DEVELOPMENT_SECRET}),
            f"{name} is the development one: with DEBUG off it must be your own",
        )
        for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "SHORT_ID_SECRET")
    },
    **{
        f"no {name}": (without(name), f"{name} is missing: with DEBUG off it must be set")
        for name in ("DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS")
    },
    "an empty SECRET_KEY": (without(SECRET_KEY=""), "SECRET_KEY is missing: with DEBUG off every secret must be set"),
    "the development key among others": (
        without(ENCRYPTION_KEYS=f"my-own,{DEVELOPMENT_SECRET}"),
        "ENCRYPTION_KEYS is the development one: with DEBUG off it must be your own",
    ),
    "another database": (
        without(DATABASE_URL="mysql://db.example/muster"),
        "DATABASE_URL: must look like postgresql://user:password@host:5432/database",
    ),
    "a broken database": (
        without(DATABASE_URL="postgresql://muster:secret@db.example/muster?nonsense=1"),
        "DATABASE_URL: is not a PostgreSQL address that can be read",
    ),
    "a database without a name": (without(DATABASE_URL="postgresql://db.example"), "DATABASE_URL: names no database"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_missing_or_wrong_is_one_line_that_names_it(name):
    variables, line = REFUSED[name]
    done = manage("check", **variables)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"muster: {line}\n")


WRONG = {
    "REDIS_URL": ("amqp://broker.example", "must look like redis://host:6379/0"),
    "DEBUG": ("perhaps", "Input should be a valid boolean, unable to interpret input"),
    "LOG_LEVEL": ("LOUD", "String should match pattern '^(DEBUG|INFO|WARNING|ERROR)$'"),
    "TRUSTED_PROXIES": ("11", "Input should be less than or equal to 10"),
    "DELIVERY_RETENTION_DAYS": ("89", "at least 90 days, or 0 to keep everything"),
    "STATEMENT_TIMEOUT_MS": ("99", "Input should be greater than or equal to 100"),
    "DATABASE_POOLER": ("maybe", "Input should be a valid boolean, unable to interpret input"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_refused_by_its_name(name, monkeypatch):
    value, reason = WRONG[name]
    for known, good in {**PRODUCTION, name: value}.items():
        monkeypatch.setenv(known, good)
    with pytest.raises(ImproperlyConfigured) as refused:
        read_environment()
    assert str(refused.value) == f"{name}: {reason}"


def test_every_wrong_value_is_named_in_one_line(monkeypatch):
    for known, good in {**PRODUCTION, "LOG_LEVEL": "LOUD", "REDIS_URL": "x"}.items():
        monkeypatch.setenv(known, good)
    with pytest.raises(ImproperlyConfigured) as refused:
        read_environment()
    assert str(refused.value) == f"REDIS_URL: {WRONG['REDIS_URL'][1]}; LOG_LEVEL: {WRONG['LOG_LEVEL'][1]}"


def test_no_secret_is_printed_with_a_fault():
    done = manage("check", **without(DATABASE_URL="postgresql://muster:hunter2@db.example/muster?nonsense=1"))
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("command", ["migrate", "create_company"])
def test_every_command_refuses_in_the_same_way(command):
    done = manage(command, **without("SECRET_KEY"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("muster: SECRET_KEY is missing")


def test_every_variable_is_documented_and_no_other():
    text = (ROOT / ".env.example").read_text()
    documented = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    assert set(documented) == {name.upper() for name in Environment.model_fields} | {"ENV_FILE"}
    assert len(documented) == len(set(documented))


def test_every_documented_variable_has_words():
    lines = (ROOT / ".env.example").read_text().splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if re.match(r"#?[A-Z][A-Z0-9_]+=", line):
            assert re.match(r"# \S", before), f"{line} stands without a word"


def test_the_environment_knows_nothing_that_nobody_reads():
    settings = "\n".join(path.read_text() for path in (ROOT / "config" / "settings").glob("*.py"))
    unread = {
        name
        for name in Environment.model_fields
        if f"env.{name}" not in settings and f"ENVIRONMENT.{name}" not in settings
    }
    assert unread == set()
