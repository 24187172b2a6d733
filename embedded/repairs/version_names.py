"""Lists of versions give names of objects in a form that XML can carry.

Stock MiniStack heeds `encoding-type=url` in lists of objects only. S3 does in lists of versions, too, and SDKs ask for
it of themselves: a name may hold characters that XML cannot (control characters), and no client could read such a list,
or empty a bucket that one such object is in.

Hook: `ministack.services.s3._list_object_versions`. Used: `._qp`, `._url_encode`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import unescape

from embedded import hooks

_S3 = "ministack.services.s3"
_NAMES = re.compile(r"<(Key|Prefix|Delimiter|KeyMarker|NextKeyMarker)>([^<]*)<")

Answer = tuple[int, dict[str, str], bytes]


def apply() -> None:
    """Puts the hook named above in place."""
    hooks.wrap(_S3, "_list_object_versions", _encoding)


def _encoding(original: Callable[..., Answer]) -> Callable[..., Answer]:
    parameter, encode = hooks.attribute(_S3, "_qp"), hooks.attribute(_S3, "_url_encode")

    def encoded(found: re.Match[str]) -> str:
        return f"<{found[1]}>{encode(unescape(found[2]))}<"

    def listing(bucket: str, query: dict[str, Any]) -> Answer:
        status, headers, body = original(bucket, query)
        if status != 200 or parameter(query, "encoding-type", "") != "url":  # noqa: PLR2004 - what S3 answers
            return status, headers, body
        text = _NAMES.sub(encoded, body.decode())
        return (
            status,
            headers,
            text.replace("<IsTruncated>", "<EncodingType>url</EncodingType><IsTruncated>", 1).encode(),
        )

    return listing
