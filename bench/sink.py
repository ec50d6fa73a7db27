"""A mail server that takes everything and counts, in a process of its own: `python -m bench.sink` prints its port."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_END: Final = b"\r\n.\r\n"
_ANSWERS: Final = {
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}


class _Taker(asyncio.Protocol):
    """One connection; what comes is not looked at beyond what the protocol needs."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._in_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio's own promise
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answers: list[bytes] = []
        while self._take(answers):
            continue
        if answers:
            self._transport.write(b"".join(answers))

    def _take(self, answers: list[bytes]) -> bool:
        end, mark = (self._buffer.find(_END), _END) if self._in_body else (self._buffer.find(b"\r\n"), b"\r\n")
        if end < 0:
            return False
        word = bytes(self._buffer[:4]).upper()
        del self._buffer[: end + len(mark)]
        if self._in_body:
            self._in_body = False
            answers.append(b"250 2.0.0 taken\r\n")
        else:
            answers.append(_answer(word))
            self._in_body = word == b"DATA"
        return True


def _answer(word: bytes) -> bytes:
    return _ANSWERS.get(word, b"250 ok\r\n")


@contextmanager
def sink() -> Iterator[int]:
    """Serve for the block; gives the port on the loopback."""
    child = subprocess.Popen([sys.executable, "-m", "bench.sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None  # noqa: S101 - it was asked for
        yield int(child.stdout.readline())
    finally:
        child.terminate()
        child.wait()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Taker, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
