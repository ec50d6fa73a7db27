"""Real servers on the loopback interface, and a way to reach them as if they stood at a public address."""

import contextlib
import datetime
import ipaddress
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PUBLIC = "93.184.215.14"


@dataclass
class Visit:
    """One request as a server sees it: its bytes, its socket, and whether the test is over."""

    request: bytes
    socket: socket.socket
    over: threading.Event

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def drip(self, piece: bytes, pause: float = 0.02) -> None:
        """Send the same again and again until the other side, or the test, has had enough."""
        while not self.over.wait(pause):
            self.send(piece)

    def flood(self, piece: bytes) -> None:
        while not self.over.is_set():
            self.send(piece)

    def reset(self) -> None:
        """Break the connection with a RST instead of a FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Handler = Callable[[Visit], bool | None]


@dataclass
class Server:
    """A listening server; `connections` and `requests` tell what reached it."""

    port: int
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/"

    @property
    def allow(self) -> frozenset[str]:
        return frozenset({self.address})


def page(content: bytes = b"hello", status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def redirect(location: str, status: str = "302 Found", *headers: str) -> bytes:
    return page(b"moved", status, f"Location: {location}", *headers)


def answering(*answers: bytes) -> Handler:
    """Each request gets the next answer, the last one for ever; the connection stays open."""
    left = list(answers)

    def handle(visit: Visit) -> bool:
        visit.send(left.pop(0) if len(left) > 1 else left[0])
        return True

    return handle


@contextlib.contextmanager
def serving(handler: Handler, tls: ssl.SSLContext | None = None, *, reads: bool = True) -> Iterator[Server]:
    """Serve until the block ends.

    Args:
        handler: called for each request; returns True to keep its connection open for another.
        tls: to speak TLS.
        reads: whether to read a request before the handler is called.
    """
    over = threading.Event()

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            plain = tls.wrap_socket(connection, server_side=True) if tls else connection
            with plain:
                while request := _request(plain) if reads else b"unread":
                    server.requests.append(request)
                    if not handler(Visit(request, plain, over)):
                        return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])
        if tls is not None:
            tls.sni_callback = lambda connection, name, context: server.names.append(name)
        accepting = threading.Thread(target=_accept, args=(listener, server, serve), daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(5)


def _accept(listener: socket.socket, server: Server, serve: Callable[[socket.socket], None]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        server.connections += 1
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def _request(connection: socket.socket) -> bytes:
    """One request with its body, or nothing when the other side has hung up."""
    data = b""
    while not _is_whole(data):
        if not (more := connection.recv(65536)):
            return b""
        data += more
    return data


def _is_whole(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Detour:
    """A connector that leads every address to one local port, and remembers what it was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[tuple[str, int]] = []

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        self.asked.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), seconds)


def names(*answers: Sequence[str]) -> Callable[[str, int], Sequence[str]]:
    """A resolver that gives the next answer at each question, the last one for ever."""
    left = list(answers)
    return lambda host, port: left.pop(0) if len(left) > 1 else left[0]


def certificate(folder: Path, *hosts: str) -> Path:
    """A self-signed certificate and its key for some names or addresses, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    alternatives = [
        x509.DNSName(host) if host[-1].isalpha() else x509.IPAddress(ipaddress.ip_address(host)) for host in hosts
    ]
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def server_tls(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def trusting(pem: Path) -> ssl.SSLContext:
    """A client's context that knows this certificate and no other."""
    return ssl.create_default_context(cafile=str(pem))
