"""Keeps secrets out of what is shown and saved.

Three nets: parameters declared ``NoEcho`` never get a value in a preview (see ``preview.sides``), properties whose
names say that they hold a secret are masked, and so is text that looks like a key wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

MASK = "****"

_NAMES = re.compile(r"(password|passwd|passphrase|secret|secretstring|secretkey|accesskey|privatekey|token|apikey)$")
_LOOKS = re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----.*", re.DOTALL)
# Names where a secret is kept, tells how many there may be or points to it: none of these is one itself.
_HARMLESS = re.compile(r"\{\{resolve:|\$\{|arn:|\d+$|true$|false$|\(")


def masked(path: str, value: str) -> str:
    """Give ``value`` of the property at ``path`` as it may be shown."""
    name = re.sub(r"[^a-z]", "", re.split(r"[.\[]", path)[-1].lower())
    if value and _NAMES.search(name) and not _HARMLESS.match(value):
        return MASK
    return _LOOKS.sub(MASK, value)


def tells(part: object, secrets: Iterable[str]) -> bool:
    """Whether a part of a template names a secret parameter (``Ref``, ``${Name}`` or in any other way)."""
    text = json.dumps(part, default=str)
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in secrets)
