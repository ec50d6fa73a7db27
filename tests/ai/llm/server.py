"""A real HTTP server that speaks the two protocols of language models, and misbehaves as it is told to."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[["Handler"], None]


@dataclass
class Asked:
    """A request that came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def told(self) -> str:
        """All instructions."""
        if "system" in self.body:
            system = self.body["system"]
            return system if isinstance(system, str) else "\n".join(part["text"] for part in system)
        return "\n".join(message["content"] for message in self.body["messages"] if message["role"] == "system")

    @property
    def text(self) -> str:
        """The first user message."""
        content = next(message["content"] for message in self.body["messages"] if message["role"] == "user")
        return content if isinstance(content, str) else "\n".join(part["text"] for part in content)


@dataclass
class Model:
    """What the server does, one act a request, the last one again and again; and what it was asked."""

    url: str
    acts: list[Act] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def will(self, *acts: Act | dict[str, Any] | str) -> None:
        """Set the acts; a dictionary or text is an answer of the model."""
        self.acts = [act if callable(act) else says(act) for act in acts]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    model: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.model.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        acts = self.model.acts
        act = acts.pop(0) if len(acts) > 1 else acts[0]
        try:
            act(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        pass

    def reply(self, status: int, content: bytes, content_type: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)


def completion(text: str, finish: str = "stop", usage: bool = True) -> dict[str, Any]:
    """An answer of /v1/chat/completions."""
    answer: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_770_000_000,
        "model": "test-model",
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}],
    }
    if usage:
        answer["usage"] = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
    return answer


def message(text: str) -> dict[str, Any]:
    """An answer of /v1/messages."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-test",
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1000, "output_tokens": 200},
    }


def says(answer: dict[str, Any] | str, **options: Any) -> Act:
    """Answer by the protocol that the path belongs to."""
    text = answer if isinstance(answer, str) else json.dumps(answer)

    def act(handler: Handler) -> None:
        body = message(text) if handler.path.endswith("/messages") else completion(text, **options)
        handler.reply(200, json.dumps(body).encode())

    return act


def fails(status: int, body: Any = None, **headers: str) -> Act:
    """Answer with an error."""
    content = json.dumps(body or {"error": {"message": "Something broke", "type": "server_error"}}).encode()
    return lambda handler: handler.reply(status, content, **headers)


def hangs(seconds: float) -> Act:
    """Say nothing for so long."""
    return lambda handler: time.sleep(seconds)


def drips(seconds: float) -> Act:
    """Begin an answer at once and send one byte of it now and then."""

    def act(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return act


def hangs_up(after: bytes = b"") -> Act:
    """Cut the connection, after some bytes or before any."""

    def act(handler: Handler) -> None:
        if after:
            handler.wfile.write(after)
            handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    return act


@contextmanager
def serving() -> Iterator[Model]:
    """Run the server for the block."""
    model = Model("")
    handler = type("Bound", (Handler,), {"model": model})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
