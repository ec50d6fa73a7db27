"""What `make run` prints, and how it answers to a wrong address."""

import io
import json
import shlex
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedded import external, web
from core.embedded.banner import banner
from core.embedded.demo import Demo, read
from core.embedded.errors import EmbeddedError
from core.embedded.logfile import last_words, open_log
from core.embedded.terminal import Terminal

DEMO = Demo("kari@storhaug.test", 'it\'s 1 "secret"', "pk_1", "ps_1")


CURL = """#!/bin/sh
for argument in "$@"; do echo "$argument" >> log; done
echo '{"access_token": "a.b-c_d", "token_type": "Bearer"}'
"""


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    def write(self, _: str) -> int:
        raise BrokenPipeError


@pytest.fixture
def port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_lines_stand_behind_aligned_names() -> None:
    screen = io.StringIO()
    terminal = Terminal(screen)
    for name in ("web", "worker", "db"):
        terminal.line(name, "says this \n")
    assert screen.getvalue() == "web    | says this\nworker | says this\ndb     | says this\n"


def test_relayed_lines_are_whole_and_readable_whatever_comes() -> None:
    screen = io.StringIO()
    Terminal(screen).relay("web", io.BytesIO(b"first\r\n\n\xff\xfe\nlast")).join()
    assert screen.getvalue() == "web    | first\nweb    |\nweb    | \ufffd\ufffd\nweb    | last\n"


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = Screen()
    Terminal(coloured).line("web", "hi")
    assert coloured.getvalue() == "\033[36mweb    |\033[0m hi\n"
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Screen()
    Terminal(plain).line("web", "hi")
    assert plain.getvalue() == "web    | hi\n"


def test_a_terminal_that_is_gone_holds_nobody_up() -> None:
    stream = io.BytesIO(b"a\nb\n")
    Terminal(Gone()).relay("web", stream).join()
    assert stream.closed


def requests(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if "curl" in line]


def test_the_banner_says_where_to_look_and_how_to_log_in() -> None:
    text = banner(demo=DEMO, host="127.0.0.1", port=8123, credentials=Path("/x/var/demo_credentials.json"))
    for part in ("http://localhost:8123/admin/", DEMO.email, DEMO.password, "/x/var/demo_credentials.json"):
        assert part in text


def test_the_requests_of_the_banner_work_in_a_shell(tmp_path: Path) -> None:
    curl = tmp_path / "curl"
    curl.write_text(CURL)
    curl.chmod(0o755)
    lines = requests(banner(demo=DEMO, host="127.0.0.1", port=8123, credentials=Path("/x")))
    assert len(lines) == 3
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    subprocess.run(["/bin/sh", "-eu", "-c", "\n".join(lines)], cwd=tmp_path, env=environment, check=True)
    log = (tmp_path / "log").read_text().splitlines()
    bodies = [json.loads(line) for line in log if line.startswith("{")]
    assert bodies[0] == {"api_key": "pk_1", "api_secret": "ps_1"}
    assert bodies[1]["source"]["target_url"] == "http://127.0.0.1:8123/demo/majorstuenveien-14"
    assert set(bodies[1]["source"]) == {"material", "name", "reference_id", "target_url"}
    assert bodies[2] == {"email": DEMO.email, "password": DEMO.password}
    assert log.count("Authorization: Bearer a.b-c_d") == 2
    assert [line for line in log if line.startswith("http")] == [
        "http://127.0.0.1:8123/auth/token",
        "http://127.0.0.1:8123/api/campaign",
        "http://127.0.0.1:8123/api/auth/login",
        "http://127.0.0.1:8123/api/campaigns",
    ]


@pytest.mark.parametrize("text", ["", "[]", '"x"', '{"marketer": {}}', '{"marketer": 1, "partner": 2}'])
def test_spoilt_credentials_count_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "demo.json").write_text(text)
    assert read(tmp_path / "demo.json") is None
    assert read(tmp_path / "absent.json") is None


def test_a_port_in_use_is_one_line_that_names_a_free_one(port: int) -> None:
    with pytest.raises(EmbeddedError, match=rf"^Port {port} is in use\. Choose another: PORT=\d+ make run$") as refusal:
        web.check_free("127.0.0.1", port)
    proposed = int(shlex.split(str(refusal.value))[-3].partition("=")[2])
    web.check_free("127.0.0.1", proposed)


@pytest.mark.parametrize("number", [0, -1, 65536])
def test_what_is_no_port_is_refused(number: int) -> None:
    with pytest.raises(EmbeddedError, match=f"PORT {number} is no port"):
        web.check_free("127.0.0.1", number)


def test_an_address_of_another_machine_is_refused_by_name() -> None:
    with pytest.raises(EmbeddedError, match=r"HOST 192\.0\.2\.1 cannot be listened on"):
        web.check_free("192.0.2.1", 8000)
    with pytest.raises(EmbeddedError, match="HOST no such host is not an address"):
        web.resolve("no such host")


@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")]
)
def test_a_wildcard_is_reached_by_the_loopback(address: str, host: str) -> None:
    assert web.reachable_host(address) == host


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(EmbeddedError, match=r"^DATABASE_URL does not answer: .*refused") as refusal:
        external.check_database("postgresql://me:hunter2@127.0.0.1:1/db")
    assert "hunter2" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_broker_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(EmbeddedError, match=r"^REDIS_URL does not answer: .*refused") as refusal:
        external.check_broker("redis://:hunter2@127.0.0.1:1/0")
    assert "hunter2" not in str(refusal.value)


def test_addresses_that_cannot_be_read_are_named_without_what_is_in_them() -> None:
    with pytest.raises(EmbeddedError, match=r"^DATABASE_URL is not a PostgreSQL address that can be read\.$"):
        external.check_database("postgresql://me:hunter2@[/db")
    with pytest.raises(EmbeddedError, match=r"^REDIS_URL is not a Redis address that can be read\.$"):
        external.check_broker("http://me:hunter2@x")


def test_a_log_is_quoted_by_its_last_fatal_line_and_kept_small(tmp_path: Path) -> None:
    path = tmp_path / "log" / "x.log"
    stream, start = open_log(path)
    with stream:
        stream.write(b"one\n2026 FATAL:  the reason\n2026 HINT: try\n")
    assert last_words(path, start) == "the reason"
    stream, start = open_log(path)
    stream.close()
    assert last_words(path, start) == "it left no word"
    path.write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    stream, start = open_log(path)
    stream.close()
    assert (start, path.stat().st_size, path.with_name("x.log.1").exists()) == (0, 0, True)
