"""Rules of the house that a machine can keep."""

import ast
import io
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
APART = {"migrations", "tests", "bench", "var", ".venv"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60


def modules():
    """Every module of the product."""
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).parts
        if not APART.intersection(parts) and not parts[0].startswith("."):
            yield path


MODULES = list(modules())


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.end_lineno - node.lineno + 1


def test_there_are_modules():
    assert {"core", "companies", "campaigns", "partners", "config", "ai"} <= {
        path.relative_to(ROOT).parts[0] for path in MODULES
    }


def test_no_module_is_over_400_lines():
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_no_function_is_over_60_lines():
    found = {
        f"{path.relative_to(ROOT)}:{name}": size
        for path in MODULES
        for name, size in functions(path)
        if size > LONGEST_FUNCTION
    }
    assert found == {}


def test_nothing_outside_the_shell_receives_signals():
    found = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if "django.dispatch" in path.read_text() or "models.signals" in path.read_text()
    ]
    assert found == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    out = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_there_is_no_migration_without_a_dependency_on_the_one_before():
    for folder in {path.parent for path in ROOT.glob("*/migrations/0*.py")}:
        numbers = sorted(path.name[:4] for path in folder.glob("0*.py"))
        assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)], folder
