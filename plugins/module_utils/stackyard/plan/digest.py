"""What a stack was deployed from, as one number: same digest, no work.

The commit is no part of it: a commit that touches nothing of a stack must not update it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from .model import COMMIT_TAG, DIGEST_TAG
from .template import Template


def stack_digest(template: Template, parameters: Mapping[str, str], tags: Mapping[str, str]) -> str:
    """SHA-256 (hex) of template, parameter values and tags."""
    lasting = {key: value for key, value in tags.items() if key not in (COMMIT_TAG, DIGEST_TAG)}
    content = json.dumps([template.digest, dict(parameters), lasting], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
