"""The whole product: real processes, a real broker, real calls."""

import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.e2e.conftest import Stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

SEED_ITEM = {
    "source": {
        "material": ["https://client-assets.com/property.jpg"],
        "name": "Majorstuenveien 14",
        "reference_id": "CLIENT-PROP-123456",
        "target_url": "https://client-website.no/property/123",
    }
}


def marketers_campaign(stack: Stack, name: str) -> dict:
    headers = {"Authorization": f"Bearer {stack.marketer_token()}"}
    found = httpx2.get(f"{stack.url}/api/campaigns", params={"search": name}, headers=headers).json()["items"]
    return found[0]


def await_brief(stack: Stack, name: str) -> dict:
    end = time.monotonic() + 40
    while not (campaign := marketers_campaign(stack, name))["brief"]:
        assert time.monotonic() < end, f"nobody filled {name}:\n{stack.said()[-3000:]}"
        time.sleep(0.3)
    return campaign


def test_the_three_requests_of_the_banner_work_as_printed(stack):
    printed = stack.said().partition("Three requests to copy:")[2]
    commands = [line.strip() for line in printed.splitlines() if line.strip().startswith(("TOKEN=", "curl "))]
    assert len(commands) == 3
    shell = subprocess.run(
        ["sh", "-c", "\n".join(f"{line}; echo" for line in commands)], capture_output=True, text=True
    )
    created, listed = re.findall(r"^\{.*\}$", shell.stdout, re.MULTILINE)
    assert '"ad_creation_link"' in created
    assert '"items":[{"id"' in listed


def test_a_landing_page_fills_the_campaign(stack):
    headers = {"Authorization": f"Bearer {stack.partner_token()}"}
    source = {**SEED_ITEM["source"], "reference_id": "E2E-1", "name": "Ivan Bjørndals gate 9"}
    source["target_url"] = f"{stack.url}/demo/ivan-bjorndals-gate-9"
    assert httpx2.post(f"{stack.url}/api/campaign", json={"source": source}, headers=headers).status_code == 201
    campaign = await_brief(stack, "Ivan Bjørndals gate 9")
    assert "Ivan Bjørndals gate 9" in campaign["brief"]
    assert 3 <= len(campaign["context"]["keyMessages"]) <= 5
    assert (campaign["status"], campaign["name"]) == ("DRAFT", "Ivan Bjørndals gate 9")


def test_the_seeds_request_works_as_printed(stack):
    headers = {"Authorization": f"Bearer {stack.partner_token()}"}
    first = httpx2.post(f"{stack.url}/api/campaign", json=SEED_ITEM, headers=headers)
    again = httpx2.post(f"{stack.url}/api/campaign", json=SEED_ITEM, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"campaign_link": f"{stack.url}/campaigns/{first.json()['campaign_id']}"}


def test_parallel_first_calls_make_one_campaign(stack):
    headers = {"Authorization": f"Bearer {stack.partner_token()}"}
    body = {"source": {**SEED_ITEM["source"], "reference_id": "PARALLEL", "name": "Parallel"}}

    def call(_: int) -> int:
        return httpx2.post(f"{stack.url}/api/campaign", json=body, headers=headers, timeout=30).status_code

    with ThreadPoolExecutor(32) as pool:
        codes = sorted(pool.map(call, range(32)))
    assert codes == [200] * 31 + [201]


def test_a_body_of_ten_megabytes_gets_its_refusal_and_not_a_broken_pipe(stack):
    headers = {"Authorization": f"Bearer {stack.partner_token()}"}
    answer = httpx2.post(f"{stack.url}/api/campaign", content=b'{"a":"' + b"x" * 10_000_000 + b'"}', headers=headers)
    assert (answer.status_code, answer.json()) == (413, {"error": "The body is larger than 1024 KB."})


def test_a_chunked_body_is_read(stack):
    headers = {"Authorization": f"Bearer {stack.partner_token()}", "Content-Type": "application/json"}
    answer = httpx2.post(f"{stack.url}/api/campaign", content=iter([b'{"sour', b'ce": {}}']), headers=headers)
    assert answer.status_code == 400
    assert [detail["path"][1] for detail in answer.json()["details"]] == [
        "material",
        "name",
        "reference_id",
        "target_url",
    ]


def test_the_process_and_all_its_parts_are_healthy(stack):
    assert httpx2.get(f"{stack.url}/healthz").json() == {"status": "ok"}
    end = time.monotonic() + 20
    while (answer := httpx2.get(f"{stack.url}/readyz")).status_code != 200:
        assert time.monotonic() < end, answer.text
        time.sleep(0.5)
    assert answer.json() == {"status": "ok", "checks": {"database": "ok", "broker": "ok", "worker": "ok"}}
