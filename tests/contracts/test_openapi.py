"""The OpenAPI document: a snapshot, complete, valid, and with an example for every operation."""

import io
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.validation import validate_schema

SNAPSHOT = Path(__file__).parent / "openapi.yaml"
# What is no operation of a door: the documents themselves, and the answer to unknown addresses.
NO_OPERATION = {
    "api/schema", "api/docs", "(?:api|auth|campaign|v1|v4|agency)/{path}", "{uuid}/agency/{path}",
}  # fmt: skip
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def text() -> str:
    """The document as it is now; warnings are errors."""
    out, err = io.StringIO(), io.StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


@pytest.fixture(scope="module")
def document(text):
    return yaml.safe_load(text)


def routes(patterns, prefix=""):
    """Every address of the URL conf, with `{name}` for its variables."""
    for entry in patterns:
        address = prefix + re.sub(r"<\w+:(\w+)>", r"{\1}", str(entry.pattern)).lstrip("^").rstrip("$")
        address = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", address)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, address)
        elif isinstance(entry, URLPattern):
            yield address


def operations(document):
    for path, methods in document["paths"].items():
        for method in METHODS & set(methods):
            yield f"{method.upper()} {path}", methods[method]


def test_the_snapshot_is_the_document(text):
    assert SNAPSHOT.read_text() == text, "run `make schema` and look at what changed"


def test_it_is_valid_openapi(document):
    validate_schema(document)
    assert document["openapi"].startswith("3.")


def test_every_route_of_the_doors_is_in_it(document):
    doors = r"\(?(api|auth|campaign/|v1/|v4/|agency/|{uuid}/agency/|\?:api)"
    known = {route for route in routes(get_resolver().url_patterns) if re.match(doors, route)}
    assert {path.strip("/") for path in document["paths"]} == known - NO_OPERATION


def test_every_operation_has_an_example(document):
    without = []
    for name, operation in operations(document):
        parts = [operation.get("requestBody", {}), *operation["responses"].values()]
        contents = [
            part["content"]["application/json"] for part in parts if "application/json" in part.get("content", {})
        ]
        if contents and not any(content.get("examples") for content in contents):
            without.append(name)
    assert without == []


def test_every_operation_says_what_it_does_and_whose_it_is(document):
    for name, operation in operations(document):
        assert operation.get("summary"), name
        assert operation.get("description"), name
        assert operation["tags"][0] in {"native", "partner", "messaging", "agency", "dsp"}, name


def test_every_operation_has_a_name_of_its_own(document):
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_signing_in_alone_needs_no_token(document):
    public = {name for name, operation in operations(document) if not any(operation.get("security", [{}]))}
    public.discard("GET /api/calendar/{token}.ics")  # the secret is in the address
    assert public == {
        "POST /auth/token", "POST /api/auth/token", "POST /api/auth/login", "POST /api/auth/refresh",
        "POST /api/v3/ua/login", "POST /api/oauth/token",
    }  # fmt: skip


def test_a_page_is_an_object_with_items_and_total(document):
    pages = {name for name in document["components"]["schemas"] if name.endswith("Page")}
    assert "CampaignPage" in pages
    shown = {
        schema["schema"]["$ref"].rsplit("/", 1)[1]
        for _, operation in operations(document)
        for answer in operation["responses"].values()
        for schema in answer.get("content", {}).values()
        if "$ref" in schema["schema"]
    }
    assert pages <= shown


def test_the_schema_is_served(client, text):
    answer = client.get("/api/schema")
    assert (answer.status_code, yaml.safe_load(answer.content)) == (200, yaml.safe_load(text))


def test_the_documentation_loads_nothing_from_elsewhere(client):
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    assert not re.search(rb"""(?:src|href)=["']?(?:https?:)?//""", answer.content)
