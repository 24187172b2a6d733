"""``bin/permissions``: used, unused and denied permissions of every role of an environment on the embedded AWS."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from itertools import groupby

from ..embedded_commands import typed
from ..errors import StackyardError
from ..outcome import told
from ..target import Target
from .audit import Audit, Grant, Use, audit, granted_in

_PATIENCE_SECONDS = 60.0  # a server that works for others at the moment answers after them


def main() -> int:
    """Print the audit; exit code 1 when something was denied."""
    parser = argparse.ArgumentParser(prog="bin/permissions", description=__doc__)
    parser.add_argument("environment", nargs="?", default="local", help="local (the default), or local-cn")
    parser.add_argument("--json", action="store_true", help="print the audit as JSON")
    options = parser.parse_args()
    try:
        found = audit_of(embedded_target(options.environment))
    except StackyardError as error:
        return told(error)
    sys.stdout.write(as_json(found) if options.json else as_text(found))
    return 1 if found.denied else 0


def embedded_target(environment: str) -> Target:
    """Resolve an environment; raises ``StackyardError`` for one in the cloud, where nobody keeps such a record."""
    target = Target.load(environment)
    if not target.embedded:
        raise StackyardError(
            "what roles were seen doing is recorded by the embedded AWS only",
            given=environment,
            remedy="bin/permissions local",
        )
    return target


def audit_of(target: Target) -> Audit:
    """Compare what the environment's roles may do with what the embedded AWS recorded of them."""
    recorded = [use for use in recorded_uses(target) if use.role.startswith(target.prefix)]
    return audit(granted_in(target.client("iam"), target.prefix), recorded)


def recorded_uses(target: Target) -> list[Use]:
    """Read the record of the embedded AWS; raises ``StackyardError`` when it does not run."""
    try:
        url = f"{target.endpoint_url}/_stackyard/permissions"
        with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310 - our own loopback URL
            return [Use(**one) for one in json.load(answer)]
    except (urllib.error.URLError, OSError) as error:
        raise StackyardError(
            "the embedded AWS does not answer",
            given=f"{target.endpoint_url}: {error}",
            remedy=typed("bin/local up", target),
        ) from None


def as_text(found: Audit) -> str:
    """Render the audit, one block a role."""
    grants = sorted([*found.used, *found.unused])
    used = set(found.used)
    lines = []
    for role, of_role in groupby(grants, key=lambda grant: grant.role):
        lines.append(role)
        lines += [f"  {'used  ' if grant in used else 'UNUSED'} {grant.action}  {grant.resource}" for grant in of_role]
    lines += [f"DENIED {use.role}: {use.action} on {use.resource} ({use.count} times)" for use in found.denied]
    lines.append(f"{len(found.used)} used, {len(found.unused)} unused, {len(found.denied)} denied")
    return "\n".join(lines) + "\n"


def as_json(found: Audit) -> str:
    """Render the audit for programs: {"used": [...], "unused": [...], "denied": [...]}."""

    def plain(items: list[Grant] | list[Use]) -> list[dict[str, object]]:
        return [vars(item) for item in items]

    document = {
        "used": plain(list(found.used)),
        "unused": plain(list(found.unused)),
        "denied": plain(list(found.denied)),
    }
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
