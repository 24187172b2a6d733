"""Names of another partition where a service wants one of its own: ARNs of resources, and addresses of queues.

MiniStack reads the end of an ARN and lets the partition be what it may, so that a call of `arn:aws:lambda:...` finds
its function in China. Texts that only pass through (messages, inputs, variables, tags) may name whatever they like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

from embedded.partition import HERE, PARTITIONS

_OTHERS = rf"(?!{HERE.name}(?::|%3A))aws[a-z-]*"  # partitions that nobody has thought of are others, too
_ARN = re.compile(rf"\barn:(?:{_OTHERS}):(?:(?!/invocations\b)[^\s\"'<&])*")
_SUFFIXES = "|".join(re.escape(one.url_suffix) for one in PARTITIONS.values() if one is not HERE)
_HOST = re.compile(rf"https?://[\w.-]+\.(?:{_SUFFIXES})(?=[:/]|$)")
# Whether a look into a body is worth its while, be the body encoded as it may.
_WORTH_A_LOOK = re.compile(rf"arn(?::|%3A)(?:{_OTHERS})(?::|%3A)|[./](?:{_SUFFIXES})(?:/|%2F)".encode())

_NAMES_A_RESOURCE = re.compile(
    r"(?:.*arns?|.*uri|(?:alarm|ok|insufficientdata)actions|(?:cloud|lambda)?function(?:name)?"
    r"|role|queue|topic|endpoint|destination|credentials|permissionsboundary|principal|kms\w*key\w*|keyid)",
    re.IGNORECASE,
)
_NAMES_A_QUEUE = "queueurl"
# What is only passed on, under names that whoever wrote it has chosen.
_FREE = frozenset(
    {
        "definition",
        "definitionsubstitutions",
        "environment",
        "input",
        "metadata",
        "parameters",
        "stagevariables",
        "tags",
    }
)
_ELEMENT = re.compile(r"<(\w+)>([^<>]+)</\1>")


def foreign_in_properties(properties: Any) -> str | None:
    """What a property names that is of another partition, or None."""
    return next(_foreign(properties, ""), None)


def foreign_in_request(path: str, body: bytes) -> str | None:
    """What the path or the body of a request names that is of another partition, or None."""
    found = _ARN.search(unquote(path))
    if found:
        return found[0]
    return next(_foreign(_document(body), ""), None) if _WORTH_A_LOOK.search(body) else None


def _document(body: bytes) -> Any:
    """A body as names and values, whether it is JSON, a form or XML; nothing where it is none of these."""
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        pass
    if text.startswith("<"):
        return [{found[1]: found[2]} for found in _ELEMENT.finditer(text)]
    # Members of lists and attributes stand in a form as `AlarmActions.member.1`.
    return [{re.split(r"\.(?:member|entry)\.\d+", name)[0].rpartition(".")[2]: one} for name, one in parse_qsl(text)]


def _foreign(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in dict.items(value):  # a look that does not count as reading a property (`unread_properties`)
            if str(key).lower() not in _FREE:
                yield from _foreign(one, str(key))
    elif isinstance(value, list):
        for one in value:
            yield from _foreign(one, name)
    elif isinstance(value, str):
        yield from _foreign_text(value, name)


def _foreign_text(text: str, name: str) -> Iterator[str]:
    if name == "RedrivePolicy" and text.lstrip().startswith("{"):
        yield from _foreign(json.loads(text), "")
    elif name.lower() == _NAMES_A_QUEUE:
        yield from [text] if _HOST.match(text) else []
    elif _NAMES_A_RESOURCE.fullmatch(name):
        yield from (found[0] for found in _ARN.finditer(text))
