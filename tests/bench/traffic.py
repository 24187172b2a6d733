"""A proxy before the embedded AWS that counts: which calls were made, and how many bytes their bodies held.

Bytes go through as they come, in both directions, so that what is measured behind it stays what it is; of each request
only the head is read, to know where the next one begins, and of a form what it asks for. It can also keep every request
waiting, as the way to a distant AWS does; requests on different connections wait side by side.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_CHUNK = 1 << 18
_HEAD_LIMIT = 1 << 20  # bytes
_SERVICE = re.compile(rb"\r\nauthorization:[^\r]*Credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:\s*chunked", re.IGNORECASE)
_FORM = re.compile(rb"\r\ncontent-type:\s*application/x-www-form-urlencoded", re.IGNORECASE)
_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")
_JSON_OPERATION = re.compile(rb"\r\nx-amz-target:\s*[\w.]*\.(\w+)", re.IGNORECASE)


@dataclass
class Traffic:
    """What went through: calls as "sns Publish", or "s3 PUT" of services without names; bytes of bodies sent to S3."""

    calls: Counter[str] = field(default_factory=Counter)
    uploaded_bytes: int = 0

    def __sub__(self, before: Traffic) -> Traffic:
        return Traffic(self.calls - before.calls, self.uploaded_bytes - before.uploaded_bytes)

    def plain(self) -> dict[str, Any]:
        """The same as JSON knows it."""
        return {"calls": dict(self.calls), "uploaded_bytes": self.uploaded_bytes}

    def copy(self) -> Traffic:
        """What went through until now, as it will stay."""
        return Traffic(Counter(self.calls), self.uploaded_bytes)


class CountingProxy:
    """Listens on ``port`` of 127.0.0.1 and hands on to ``upstream`` there; ``traffic`` is what it has counted.

    Every request is kept for ``latency`` seconds.
    """

    def __init__(
        self, upstream: int, latency: float = 0.0, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self.upstream = upstream
        self.latency = latency
        self.sleep = sleep
        self.port = 0
        self.traffic = Traffic()

    @contextmanager
    def running(self) -> Iterator[CountingProxy]:
        """Serve, on a thread of its own, while the block runs."""
        ready, loop, stopped = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

        async def serve() -> None:
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_LIMIT)
            self.port = int(server.sockets[0].getsockname()[1])
            ready.set()
            async with server:
                await stopped.wait()

        def run() -> None:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(serve())

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(stopped.set)
            thread.join()

    async def _serve(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        # Cancelled when the proxy stops while a client keeps its connection for later.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            replies, requests = await asyncio.open_connection("127.0.0.1", self.upstream, limit=_HEAD_LIMIT)
            answering = asyncio.ensure_future(_pour(replies, answers))
            try:
                while await self._request(client, requests):
                    pass
            finally:
                requests.close()
                await answering
        answers.close()

    async def _request(self, client: asyncio.StreamReader, requests: asyncio.StreamWriter) -> bool:
        """Hand one request on; returns whether another one may follow. Counts before anybody can have answered."""
        try:
            head = await client.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        form = await _form(head, client)
        service = _service(head)
        self.traffic.calls[f"{service} {_operation(head, form)}"] += 1
        await self.sleep(self.latency)
        requests.write(head + form)
        if not form:
            async for size in _parts(head, client, requests):
                self.traffic.uploaded_bytes += size if service == "s3" else 0
                await _hand_on(size, client, requests)
        return True


def _service(head: bytes) -> str:
    """The service that a request is signed for."""
    found = _SERVICE.search(head)
    return found[1].decode() if found else "unsigned"


def _operation(head: bytes, form: bytes) -> str:
    """What a request asks for: by name where its protocol says one, else its method."""
    found = _ACTION.search(form) or _JSON_OPERATION.search(head)
    return (found[1] if found else head.split(b" ", 1)[0]).decode()


async def _form(head: bytes, client: asyncio.StreamReader) -> bytes:
    """Read the body of a request that is a form: its operation stands in there. Nothing for any other."""
    length = _LENGTH.search(head)
    return await client.readexactly(int(length[1])) if length and _FORM.search(head) else b""


async def _parts(head: bytes, client: asyncio.StreamReader, requests: asyncio.StreamWriter) -> AsyncIterator[int]:
    """Give the size of each part of the body that comes next; what frames the parts is handed on here."""
    length = _LENGTH.search(head)
    if not _CHUNKED.search(head):
        yield int(length[1]) if length else 0
        return
    while True:
        line = await client.readuntil(b"\r\n")
        requests.write(line)
        if size := int(line.split(b";")[0], 16):
            yield size
        await _hand_on(len(b"\r\n"), client, requests)
        if not size:
            return


async def _hand_on(size: int, client: asyncio.StreamReader, requests: asyncio.StreamWriter) -> None:
    while size:
        part = await client.read(min(size, _CHUNK))
        if not part:
            raise ConnectionError("the client left in the middle of a request")
        requests.write(part)
        await requests.drain()
        size -= len(part)


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while part := await source.read(_CHUNK):
            sink.write(part)
            await sink.drain()
    sink.close()
