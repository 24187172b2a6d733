"""What a stack was deployed from, as one number: same digest, no work.

The commit is no part of it: a commit that touches nothing of a stack must not update it. Nor is the end of a life,
which is moved while a stack stays what it is: plans compare it by itself, and nobody goes back to an earlier one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from .model import COMMIT_TAG, DIGEST_TAG, EXPIRES_TAG, StackSpec, StackState
from .secrets import sealed

_PASSING = (COMMIT_TAG, DIGEST_TAG, EXPIRES_TAG)


def stack_digest(spec: StackSpec, parameters: Mapping[str, str]) -> str:
    """SHA-256 (hex) of a stack's template and tags, and of its parameter values, secret ones sealed."""
    lasting = {key: value for key, value in spec.tags.items() if key not in _PASSING}
    content = json.dumps([spec.template.digest, sealed(spec, parameters), lasting], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def same_end(spec: StackSpec, state: StackState) -> bool:
    """Whether a stack lives as long as it is to: until the same moment, or without any end."""
    return spec.tags.get(EXPIRES_TAG) == state.tags.get(EXPIRES_TAG)
