"""The providers' libraries bring an HTTP client of their own: this is what stands in place of its network.

It blocks its event loop, on purpose: each question has a loop of its own, in a worker that waits for it.
"""

from typing import TypeAlias

import httpx2

from ai.llm.exchange import Exchange

Client: TypeAlias = httpx2.AsyncClient

# The body is unpacked and whole already.
_SPENT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


class ExchangeTransport(httpx2.AsyncBaseTransport):
    """Hands each request to the exchange, which goes out by `core.http`.

    Args:
        exchange: of the question.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and return the whole answer."""
        content = await request.aread()
        answer = self._exchange.send(request.method, str(request.url), dict(request.headers), content)
        headers = [(name, value) for name, value in answer.headers.items() if name.lower() not in _SPENT]
        return httpx2.Response(answer.status, headers=headers, content=answer.content, request=request)


def client(exchange: Exchange) -> Client:
    """Return a client for the providers' libraries that knows no other way out than the exchange."""
    return httpx2.AsyncClient(transport=ExchangeTransport(exchange), trust_env=False)
