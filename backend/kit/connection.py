"""One connection of a client. The server underneath waits for a request as long as the client likes; this does not."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE_SECONDS = 10.0
HEAD_BYTES = 512 * 1024
"""Far above what the edge accepts, because a piece of a body may come with the head; bounds what is buffered."""


class Connection(HttpToolsProtocol):
    """Closes when a request's head takes too long, or the rest of a body whose answer has gone out already.

    A body that somebody reads has its time-out at the edge; between two requests the server's keep-alive counts.
    """

    patience = PATIENCE_SECONDS
    _deadline: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _is_in_head = True
    _is_arriving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        """Starts waiting for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Counts the bytes of a head."""
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._is_in_head = self._is_arriving = True
        self._wait()

    def on_headers_complete(self) -> None:
        """From here on the edge takes care."""
        self._is_in_head, self._head_bytes = False, 0
        self._rest()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is here as a whole."""
        self._is_arriving = False
        self._rest()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """A client that goes on sending what nobody reads is heard out for a while."""
        super().on_response_complete()
        if self._is_arriving:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to wait for any more."""
        self._rest()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._rest()
        self._deadline = self.loop.call_later(self.patience, self.transport.close)

    def _rest(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
