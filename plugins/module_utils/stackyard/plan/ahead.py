"""Looks at all stacks of a target before anything of them is packaged, uploaded or deployed.

A deployment goes in steps, the foundation first; what is wrong with the last stack must be told before the first one is
touched. What was found good is remembered by a digest of everything that was looked at, so that a deployment of nothing
new reads no template and asks nobody. Where stacks export or import, the account has its say each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import beside
from ..faults import Faults
from ..files import write_atomically
from ..target import Target
from .check import check_stacks
from .check_exports import check_exports
from .check_visibility import check_visibility
from .exports import NONE, traffic
from .model import StackSpec
from .read import read_stacks
from .specs import read_specs

Systems = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """What a target is to become: arguments as those of ``make_specs``.

    ``groups`` are lists of systems that are deployed one after the other: only stacks of one group may take outputs
    from each other.
    """

    target: Target
    groups: Sequence[Systems]
    templates: Mapping[str, Mapping[str, str]]
    common: Mapping[str, Any]

    def digest(self) -> str:
        """SHA-256 (hex) of everything that decides whether it is good, the kit's own rules among it."""
        whole = hashlib.sha256(_rules())
        target = self.target
        where = [target.account, target.partition, target.region, target.endpoint_url, target.prefix]
        plain = [where, self.groups, self.templates, self.common]
        whole.update(json.dumps(plain, sort_keys=True, default=repr).encode())
        for path in (Path(path) for stacks in self.templates.values() for path in stacks.values()):
            whole.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
        return whole.hexdigest()


def check_ahead(wanted: Wanted, mark: Path) -> bool:
    """Look at all stacks; whether that was necessary. ``mark`` is the file that remembers what was good the last time.

    Raises ``StackyardError`` with everything that is wrong. Reads from the account, never writes.
    """
    digest = wanted.digest()
    if mark.is_file() and mark.read_text(encoding="utf-8") == digest:
        return False
    cloudformation = wanted.target.client("cloudformation")
    listing = beside.begin(lambda: read_stacks(cloudformation, f"{wanted.target.prefix}-"))
    faults, specs = Faults("the stacks of this deployment"), list[StackSpec]()
    for group in wanted.groups:
        found, lost = read_specs(wanted.target, group, wanted.templates, wanted.common, faults)
        check_stacks(found, faults, lost)
        specs += found
    check_visibility(specs, wanted.target, faults)
    check_exports(cloudformation, wanted.target, specs, listing.result(), faults)
    faults.raise_if_any()
    if all(traffic(spec) == NONE for spec in specs):
        write_atomically(mark, digest.encode(), mode=0o600)
    else:
        mark.unlink(missing_ok=True)
    return True


def _rules() -> bytes:
    """What makes the decisions: this room, the limits of templates, and the rule that looks at several stacks."""
    here = Path(__file__).parent
    others = ("templates/limits.py", "rules/across_stacks.py", "rules/visibility.py")
    decisive = [*sorted(here.glob("*.py")), *(here.parent / other for other in others)]
    return b"".join(path.read_bytes() for path in decisive)
