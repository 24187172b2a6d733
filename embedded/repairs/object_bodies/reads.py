"""Reads of objects, from their files on disk.

While a GET is served, S3 gets a file mapped into memory instead of its bytes: what S3 cuts out of it is all that is
read, and what it answers as a whole is sent piece by piece. A file that is overwritten meanwhile stays as it was.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from embedded import hooks

S3 = "ministack.services.s3"
LARGE = 8 << 20  # bytes; below that an answer is sent as one piece
_PIECE = 1 << 20
_OK, _PARTIAL, _UNSATISFIABLE = 200, 206, 416

Answer = tuple[int, dict[str, str], Any]

_serving: ContextVar[bool] = ContextVar("serving", default=False)  # a request by HTTP, whose answer may be streamed
_mapping: ContextVar[bool] = ContextVar("mapping", default=False)  # a read whose body may be a mapped file


def apply() -> None:
    """Puts the hooks named above in place."""
    hooks.wrap(S3, "_dispatch", _streaming)
    hooks.wrap(S3, "_get_object", _ranged)
    hooks.wrap(S3, "_read_body", _mapped_object)
    hooks.wrap(S3, "_version_body", _mapped_version)
    hooks.wrap(S3, "_persist_object", _on_disk_only)


def _streaming(original: Callable[..., Answer]) -> Callable[..., Answer]:
    streamed = hooks.attribute("ministack.core.responses", "StreamingResponse")

    def dispatch(*request: Any) -> Answer:
        with _set(_serving):
            status, headers, body = original(*request)
        if not isinstance(body, mmap.mmap):
            return status, headers, body
        headers["Content-Length"] = str(len(body))
        return status, headers, streamed(_sender(body))

    return dispatch


def _sender(body: mmap.mmap) -> Callable[..., Any]:
    async def send_all(send: Any, _receive: Any) -> None:
        for start in range(0, len(body), _PIECE):
            await send({"type": "http.response.body", "body": body[start : start + _PIECE], "more_body": True})
            if hasattr(mmap, "MADV_DONTNEED"):
                body.madvise(mmap.MADV_DONTNEED, start, min(_PIECE, len(body) - start))
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return send_all


def _ranged(original: Callable[..., Answer]) -> Callable[..., Answer]:
    def get_object(bucket: str, key: str, headers: dict[str, str], query: dict[str, Any] | None = None) -> Answer:
        with _set(_mapping):
            status, told, body = original(bucket, key, headers, query)
        wanted = headers.get("range", "")
        if status == _OK and wanted.startswith("bytes=") and (query or {}).get("versionId"):
            status, told, body = _part(wanted, told, body)
        if isinstance(body, mmap.mmap) and not (_serving.get() and len(body) >= LARGE):
            body = body[:]
        return status, told, body

    return get_object


def _part(wanted: str, told: dict[str, str], body: Any) -> Answer:
    """A part of a version, as S3 answers it. The checksums that are told are those of the whole, so they are not."""
    part = hooks.attribute(S3, "_parse_range")(wanted, len(body))
    if part is None:
        text = b"<Error><Code>InvalidRange</Code><Message>The requested range is not satisfiable</Message></Error>"
        return _UNSATISFIABLE, {"Content-Type": "application/xml", "Content-Range": f"bytes */{len(body)}"}, text
    first, last = part
    answered = {name: text for name, text in told.items() if not name.lower().startswith("x-amz-checksum")}
    length = {"Content-Length": str(last - first + 1), "Content-Range": f"bytes {first}-{last}/{len(body)}"}
    return _PARTIAL, answered | length, body[first : last + 1]


def _mapped_object(original: Callable[..., Any]) -> Callable[..., Any]:
    def read_body(bucket: str, key: str, record: dict[str, Any]) -> Any:
        if _mapping.get() and record.get("body") is None:
            found = _mapped(hooks.attribute(S3, "_object_disk_path")(bucket, key))
            if found is not None:
                return found
        return original(bucket, key, record)

    return read_body


def _mapped_version(original: Callable[..., Any]) -> Callable[..., Any]:
    def version_body(bucket: dict[str, Any], name: str, key: str, version: dict[str, Any]) -> Any:
        if _mapping.get() and version.get("data") is None:
            found = _mapped(hooks.attribute(S3, "_version_disk_path")(name, key, version["version_id"]))
            if found is not None:
                return found
        return original(bucket, name, key, version)  # asks for the newest one's by `_read_body`

    return version_body


def _mapped(path: str | None) -> mmap.mmap | None:
    """The file, mapped; None when there is none, or nothing in it."""
    if path is None:
        return None
    try:
        with Path(path).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # the latter of an empty file
        return None


def _on_disk_only(original: Callable[..., None]) -> Callable[..., None]:
    versions: MutableMapping[tuple[str, str], list[dict[str, Any]]] = hooks.attribute(S3, "_object_versions")

    def persist(bucket: str, key: str, record: Any) -> None:
        original(bucket, key, record)
        if isinstance(record, dict) and record.get("body") is None:  # it was written, or is there already
            written = record.get("version_id") or "null"
            for version in versions.get((bucket, key)) or ():
                if version["version_id"] == written:
                    version["data"] = None

    return persist


@contextmanager
def _set(flag: ContextVar[bool]) -> Iterator[None]:
    token = flag.set(True)
    try:
        yield
    finally:
        flag.reset(token)
