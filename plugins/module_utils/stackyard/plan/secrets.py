"""Lets secret values count in digests that others may read, without giving them away.

Digests stand in tags and in saved plans. Whoever reads one and knows everything else of the stack could try passwords
until the digest fits: a plain hash lets them try millions a second. So values of ``NoEcho`` parameters enter by a hash
that takes its time, salted with the names of stack and parameter, so that no guess serves for two of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from .model import StackSpec

_COST, _BLOCK = 2**14, 8  # scrypt's n and r: some 30 ms of a processor, and 16 MB
_BYTES = 32


def sealed(spec: StackSpec, values: Mapping[str, str]) -> dict[str, str]:
    """Give parameter values of a stack as digests take them: the secret ones sealed, all others as they are."""
    secret = spec.template.secret
    return {name: seal(spec.name, name, value) if name in secret else value for name, value in values.items()}


@cache
def seal(stack: str, parameter: str, value: str) -> str:
    """Hash a value slowly, once a run; names of stacks and parameters have no slash."""
    salt = f"{stack}/{parameter}".encode()
    given = value.encode("utf-8", "surrogatepass")
    return f"scrypt:{hashlib.scrypt(given, salt=salt, n=_COST, r=_BLOCK, p=1, dklen=_BYTES).hex()}"
