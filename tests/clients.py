"""The test client of all: one crossing to the event loop for a whole request.

Starlette's own client crosses eight times (events, streams, scopes), which costs as much as many a request itself. It
can stream an answer and open sockets; who needs that uses it as it is.
"""

from typing import Any

import httpx
from fastapi.testclient import TestClient


class OneCrossing(httpx.BaseTransport):
    """Carries a request into the app and its whole answer back."""

    def __init__(self, client: TestClient, *, raises: bool, address: tuple[str, int]) -> None:
        self._client = client
        self._app = httpx.ASGITransport(client.app, raise_app_exceptions=raises, client=address)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, read to its end."""
        request.read()
        with self._client._portal_factory() as portal:
            return portal.call(self._carry, request)

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        answer = await self._app.handle_async_request(request)
        body = b"".join([chunk async for chunk in answer.stream])  # type: ignore[union-attr]  # an ASGI answer is an asynchronous stream
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body))


class AppClient(TestClient):
    """What Starlette's is, for requests whose answer is wanted whole."""

    def __init__(
        self,
        app: Any,
        raise_server_exceptions: bool = True,
        client: tuple[str, int] = ("testclient", 50000),
        **more: Any,
    ) -> None:
        super().__init__(app, raise_server_exceptions=raise_server_exceptions, client=client, **more)
        self._transport = OneCrossing(self, raises=raise_server_exceptions, address=client)
