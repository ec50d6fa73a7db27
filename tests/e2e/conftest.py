"""The whole product as a newcomer starts it: a copy of the checkout, and `make run` in it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, Request, expect, sync_playwright

from core.embedded.scratch import scratch_dir

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv", "var", "tests", "bench", "__pycache__", ".*_cache", ".hypothesis", "staticfiles", ".env")
START_SECONDS = 90

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Stack:
    """A running product.

    Args:
        folder: its checkout.
        url: where it answers.
        process: the command that holds it all together.
        output: the file that its terminal lines go to.
    """

    folder: Path
    url: str
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def credentials(self) -> dict[str, Any]:
        """As `create_company --json` printed them on the first start."""
        return json.loads((self.folder / "var" / "demo_credentials.json").read_text())

    def said(self) -> str:
        """What the terminal showed so far."""
        return self.output.read_text()

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """End it and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.process.wait(timeout=45)

    def partner_token(self) -> str:
        """A token of the demo partner."""
        return httpx2.post(f"{self.url}/auth/token", json=self.credentials["partner"]).json()["access_token"]

    def marketer_token(self) -> str:
        """A token of the demo marketer."""
        return httpx2.post(f"{self.url}/api/auth/login", json=self.credentials["marketer"]).json()["access_token"]


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_checkout(folder: Path) -> Path:
    """The product's files in a folder of their own."""
    copy = folder / "checkout"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return copy


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A copy that the database's own user can reach; pytest's folders change their rights while tests run."""
    with scratch_dir() as folder:
        yield copy_checkout(folder)


def newcomers() -> dict[str, str]:
    """The environment of somebody who has set nothing up: nothing of the tests' own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "SSL_CERT_FILE")}
    return {**kept, "DEBUG": "1"}


def start(folder: Path, *, port: int | None = None, wait: bool = True, **environment: str) -> Stack:
    """Start the product in a checkout and wait until it says that it runs."""
    port = port or free_port()
    output = folder / "terminal.txt"
    with output.open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=folder,
            env={**newcomers(), "PORT": str(port), **environment},
            stdout=terminal,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    stack = Stack(folder, f"http://127.0.0.1:{port}", process, output)
    if wait:
        await_words(stack, "Muster runs.")
    return stack


def await_words(stack: Stack, words: str, seconds: float = START_SECONDS) -> None:
    """Wait until the terminal shows some words."""
    end = time.monotonic() + seconds
    while words not in stack.said():
        if stack.process.poll() is not None or time.monotonic() > end:
            stack.process.kill()
            pytest.fail(f"“{words}” never came:\n{stack.said()[-3000:]}")
        time.sleep(0.1)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The product, started once for all browser and door tests."""
    with scratch_dir() as folder:
        stack = start(copy_checkout(folder))
        yield stack
        assert stack.stop() == 0, stack.said()[-3000:]


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What went wrong in the browser: errors in its console, and requests to anywhere else."""
    return []


@pytest.fixture(scope="module")
def page(stack: Stack, complaints: list[str]) -> Iterator[Page]:
    """A browser in which the marketer is signed in."""
    if CHROMIUM is None:
        pytest.fail("The browser tests need Chromium: make browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_foreign(request, stack.url)))
        sign_in(page, stack, stack.credentials["marketer"])
        yield page
        browser.close()


@pytest.fixture(scope="module")
def colleague(page: Page, stack: Stack) -> Iterator[Page]:
    """A browser of somebody in the same company who may look at everything and change nothing."""
    email = f"analyst-{time.time_ns()}@storhaug.example"
    page.goto(f"{stack.url}/admin/companies/membership/add/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Role").select_option("analyst")
    page.get_by_role("button", name="Save", exact=True).click()
    password = page.get_by_label("First password").input_value()
    yield from _elsewhere(page, stack, {"email": email, "password": password})


@pytest.fixture(scope="session")
def other_company(stack: Stack) -> dict[str, Any]:
    """The credentials of a company that has nothing to do with the demo's."""
    command = [sys.executable, "manage.py", "create_company", "elsewhere", "--json"]
    found = subprocess.run(command, cwd=stack.folder, env=newcomers(), capture_output=True, check=True, text=True)
    return json.loads(found.stdout)


@pytest.fixture(scope="module")
def stranger(page: Page, stack: Stack, other_company: dict[str, Any]) -> Iterator[Page]:
    """A browser of another company's owner."""
    yield from _elsewhere(page, stack, other_company["marketer"])


def sign_in(page: Page, stack: Stack, person: dict[str, str]) -> None:
    """Sign in to the back office."""
    page.goto(f"{stack.url}/admin/")
    page.get_by_label("E-mail address").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def _elsewhere(page: Page, stack: Stack, person: dict[str, str]) -> Iterator[Page]:
    """The same browser with nothing remembered."""
    assert page.context.browser is not None
    context = page.context.browser.new_context(viewport={"width": 1440, "height": 900})
    own = context.new_page()
    sign_in(own, stack, person)
    yield own
    context.close()


def _foreign(request: Request, own: str) -> list[str]:
    return [] if request.url.startswith((own, "data:", "blob:")) else [f"asked {request.url}"]
