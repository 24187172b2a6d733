"""What a stack was deployed from, as one number: same digest, no work.

The commit is no part of it: a commit that touches nothing of a stack must not update it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from .model import COMMIT_TAG, DIGEST_TAG, StackSpec
from .secrets import sealed


def stack_digest(spec: StackSpec, parameters: Mapping[str, str]) -> str:
    """SHA-256 (hex) of a stack's template and tags, and of its parameter values, secret ones sealed."""
    lasting = {key: value for key, value in spec.tags.items() if key not in (COMMIT_TAG, DIGEST_TAG)}
    content = json.dumps([spec.template.digest, sealed(spec, parameters), lasting], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
