"""Where ephemeral environments stand: an inventory file each, which Ansible reads beside ``inventory.yml``.

They come and go within hours, so they are no part of the repository. Whoever resolves settings, and every command of
``bin/``, looks here for the environment that it was given.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

LONGEST = 13
"""Characters of a name: ``stackyard-<name>-`` then is 24 long, as much as CloudFormation keeps of a stack's name where
it makes the shortest names (64 characters, of roles and functions). So every name still tells whose it is."""

NAME = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*")


def is_name(text: str) -> bool:
    """Whether an ephemeral environment may be called so; nothing else ever becomes a part of a path."""
    return bool(NAME.fullmatch(text)) and len(text) <= LONGEST


def folder_of(root: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of these files: beside the embedded AWS's state, as they are of no use without it."""
    state = environ.get("STACKYARD_LOCAL_STATE", "")
    return Path(f"{Path(state).absolute()}.environments") if state else root / ".local" / "environments"


def inventory_of(root: Path, environment: str, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Give the inventory file of an ephemeral environment; ``None`` where there is none of this name."""
    path = folder_of(root, environ) / f"{environment}.yml"
    return path if is_name(environment) and path.is_file() else None


def short_lived(root: Path, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Name the ephemeral environments that this checkout knows of."""
    return sorted(path.stem for path in folder_of(root, environ).glob("*.yml") if is_name(path.stem))
