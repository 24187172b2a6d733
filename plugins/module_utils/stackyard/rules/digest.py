"""Names the kit's rules: to cfn-lint by their module, to what remembers by their content.

What was found good by other rules is looked at again. Files are read and not imported, since a deploy that has nothing
to look at must not wait for cfn-lint.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

APPENDED = ("--append-rules", "stackyard.rules.appended")
"""What makes cfn-lint run the kit's rules as well."""

_HERE = Path(__file__).parent


@cache
def digest() -> str:
    """Digest of the rules and of what they know of templates."""
    whole = hashlib.sha256()
    for path in sorted([*_HERE.rglob("*.py"), *(_HERE.parent / "templates").glob("*.py")]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()
