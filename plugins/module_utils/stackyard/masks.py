"""Keeps secrets out of what is shown and saved.

Three nets: parameters declared ``NoEcho`` never get a value in a preview (see ``preview.sides``), properties whose
names say that they hold a secret are masked, and so is text that looks like a key wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

MASK = "****"

_NAMES = re.compile(
    r"(password|passwd|passphrase|secret|secretstring|secretkey|accesskey|privatekey|token|apikey|credential)s?$"
)
# Keys of an account, private ones, the password in an address.
_LOOKS = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----.*|(?<=://)[^/@\s:]*:[^/@\s]+(?=@)", re.DOTALL
)
# Names where a secret is kept, tells how many there may be or points to it: none of these is one itself.
_HARMLESS = re.compile(r"\{\{resolve:|\$\{|arn:|\d+$|true$|false$|\(")
_POINTS = re.compile(r"\{\{resolve:|arn:")


def is_secret(path: str) -> bool:
    """Whether what stands at ``path`` is called like a secret."""
    return bool(_NAMES.search(re.sub(r"[^a-z]", "", re.split(r"[.\[]", path)[-1].lower())))


def masked(path: str, value: str) -> str:
    """Give ``value`` of the property at ``path`` as it may be shown."""
    if value and is_secret(path) and not _HARMLESS.match(value):
        return MASK
    return _LOOKS.sub(MASK, value)


def hidden(name: str, value: Any) -> Any:
    """Give a setting without the secrets in it, also those inside of lists and mappings; plain, as JSON takes it.

    People choose these names and values, so a password may be a number or begin like anything else.
    """
    if isinstance(value, Mapping):
        return {str(key): hidden(str(key), part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(name, part) for part in value]
    if is_secret(name) and value not in (None, "", True, False) and not _POINTS.match(str(value)):
        return MASK
    return masked(name, str(value)) if isinstance(value, str) else json.loads(json.dumps(value, default=str))


def tells(part: object, secrets: Iterable[str]) -> bool:
    """Whether a part of a template names a secret parameter (``Ref``, ``${Name}`` or in any other way)."""
    text = json.dumps(part, default=str)
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in secrets)
