"""Large uploads, spooled to a file while they come, and handed on mapped into memory.

What S3 does with the bytes of an object (checksums, slices, writing them) works on a mapped file as well. Its digest is
made as the bytes come, and the file becomes the object's own: one request of two gigabytes must not stop all others for
half a minute. Other services want to decode what they get, so only what is signed for S3 is spooled.
"""

from __future__ import annotations

import hashlib
import mmap
import tempfile
import weakref
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from embedded import hooks

APP, S3 = "ministack.app", "ministack.services.s3"
LARGE = 32 << 20  # bytes

Receive = Callable[[], Awaitable[dict[str, Any]]]
Reads = Callable[[Receive, str, dict[str, str]], Awaitable[Any]]


class Spooled(mmap.mmap):
    """The body of an upload: the file it is in, and its MD5 digest (hexadecimal)."""

    path: Path
    md5: str


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(APP, "_read_request_body", _spooling)
    hooks.wrap(S3, "md5_hash", _known_digest)
    hooks.wrap(S3, "_atomic_write", _taken_over)


def _spooling(original: Reads) -> Reads:
    async def read(receive: Receive, method: str, headers: dict[str, str]) -> Any:
        if not _is_large_object(method, headers):
            return await original(receive, method, headers)
        body = await _spooled(receive, int(headers["content-length"]))
        hooks.attribute(APP, "pin_signed_body")(body)
        return body

    return read


def _is_large_object(method: str, headers: dict[str, str]) -> bool:
    size = headers.get("content-length", "")
    in_chunks = "aws-chunked" in headers.get("content-encoding", "") or headers.get(
        "x-amz-content-sha256", ""
    ).startswith("STREAMING-")
    for_s3 = "/s3/aws4_request" in headers.get("authorization", "")
    return method == "PUT" and for_s3 and not in_chunks and size.isdecimal() and int(size) >= LARGE


async def _spooled(receive: Receive, size: int) -> Spooled:
    digest = hashlib.md5(usedforsecurity=False)
    with tempfile.NamedTemporaryFile(delete=False) as file:
        path = Path(file.name)
        try:
            await _fill(file, receive, digest, size)
            file.flush()
            body = Spooled(file.fileno(), 0, access=mmap.ACCESS_READ)
        except BaseException:
            path.unlink()
            raise
    body.path, body.md5 = path, digest.hexdigest()
    weakref.finalize(body, path.unlink, missing_ok=True)  # unless it was taken over
    return body


async def _fill(file: Any, receive: Receive, digest: Any, size: int) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise hooks.attribute(APP, "_RequestBodyDisconnected")
        chunk = message.get("body", b"")
        digest.update(chunk)
        file.write(chunk)
        more = message.get("more_body", False)
    if file.tell() != size:
        raise _incomplete()


def _incomplete() -> Exception:
    found: Exception = hooks.attribute(APP, "_IncompleteRequestBody")("Content-Length does not match request body")
    vars(found)["body"] = b""
    return found


def _known_digest(original: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda data: data.md5 if isinstance(data, Spooled) else original(data)


def _taken_over(original: Callable[..., None]) -> Callable[..., None]:
    def write(path: str, data: Any, **how: Any) -> None:
        if isinstance(data, Spooled):
            with suppress(OSError):  # it is the file of another object by now, or lies on another disk
                data.path.rename(path)
                return
        original(path, data, **how)

    return write
