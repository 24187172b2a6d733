"""Refuses a setting whose name nothing reads, because it is most likely misspelt.

Ansible takes any variable and says nothing; the environment is then deployed with the default that somebody meant to
change. A setting counts as read when its name occurs in playbooks, roles, or the settings that all environments share.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from ..errors import StackyardError

_WORD = re.compile(r"[A-Za-z_]\w*")
_SETTING = re.compile(r"^([A-Za-z_]\w*)\s*:")
_ALIKE = 0.8  # of difflib's ratio: one letter wrong, missing or swapped in a name of usual length
_ANSIBLE = "ansible_"  # its own settings are read by itself


def check_names(environment: str, on_command_line: Collection[str], root: Path) -> None:
    """Refuse names that nothing reads: any given by `-e`; of the environment's files, those like a known one.

    Raises ``StackyardError`` with all of them, their places, and what may have been meant.
    """
    settings = dict(_settings(environment, root))
    known = _known(environment, root)
    faults = []
    for name in sorted({*settings, *on_command_line} - known):
        near = difflib.get_close_matches(name, known, n=1, cutoff=_ALIKE)
        if name.startswith(_ANSIBLE) or not (near or name in on_command_line):
            continue
        meant = f"; did you mean {near[0]}?" if near else ""
        faults.append(f"{name} ({settings.get(name, 'given by -e')}){meant}")
    if faults:
        raise StackyardError(
            "nothing reads a setting of this name",
            given="\n    ".join(["", *faults]) if len(faults) > 1 else faults[0],
            remedy="correct the name; group_vars/all/ explains every setting",
        )


def _settings(environment: str, root: Path) -> Iterator[tuple[str, str]]:
    """Names that the environment's own files set, with ``file:line``."""
    for path in sorted((root / "group_vars" / environment).glob("*.yml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if found := _SETTING.match(line):
                yield found[1], f"{path.relative_to(root)}:{number}"


def _known(environment: str, root: Path) -> set[str]:
    """Every name that something reads; the environment's own files count for what their values read only."""
    own = root / "group_vars" / environment
    known: set[str] = set()
    for folder in ("group_vars", "playbooks", "roles"):
        for path in (root / folder).rglob("*.yml"):
            text = path.read_text(encoding="utf-8")
            if path.parent == own:
                text = "\n".join(_SETTING.sub("", line) for line in text.splitlines())
            known.update(_WORD.findall(text))
    return known
