"""How much a request may say before its body. The server's own protocol keeps whatever comes, for as long as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio
    from typing import Any

    from uvicorn.config import Config
    from uvicorn.server import ServerState

#: Of the line with the URL and the headers together; a key, a cookie and a trace take less than a thousand.
MOST_BYTES = 65_536
#: What a header has besides its name and value: a colon, a space, the end of its line.
_AROUND = 4
_TOLD = b"the URL and the headers have more than %d bytes; send less before the body" % MOST_BYTES


class TooMuchError(Exception):
    """Raised through the parser, which stops there."""


class LimitedHeads(HttpToolsProtocol):
    """Answers 431 and closes the connection where a URL and the headers have more than `MOST_BYTES`, and while they come without an end."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        #: What came since the request began, and what of it the parser has told.
        self._came = self._told = 0
        self._in_head, self._is_too_much = True, False

    def data_received(self, data: bytes) -> None:
        """Take in what comes."""
        if self._in_head:
            self._came += len(data)
        super().data_received(data)
        # What the parser has not told of yet it keeps: a header that does not end.
        if self._in_head and self._came > MOST_BYTES and not self.transport.is_closing():
            self._is_too_much = True
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin to count."""
        self._came = self._told = 0
        self._in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count a part of the URL."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        self._count(len(name) + len(value) + _AROUND)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Leave the rest to the limit of bodies."""
        self._in_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read; 431 where it is too much."""
        if not self._is_too_much:
            super().send_400_response(msg)
            return
        self.logger.warning("a request was refused for its length before the body")
        length = b"content-length: %d\r\n" % len(_TOLD)
        head = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
        self.transport.write(head + length + b"connection: close\r\n\r\n" + _TOLD)
        self.transport.close()

    def _count(self, size: int) -> None:
        self._told += size
        if self._told > MOST_BYTES:
            self._is_too_much = True
            raise TooMuchError
