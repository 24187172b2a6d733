"""Writes the list of files that ``importlib.metadata`` asks each installed distribution for, the same on every machine.

What installers write into ``RECORD`` names the installing machine's programs. Without any list, packages that state no
``top_level.txt``, which most build tools no longer write, are unknown to ``packages_distributions()``. The list that
travels names what travels, and has neither hashes nor sizes: those of other files were true of another tree.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_METADATA = re.compile(r"([^/]+\.dist-info/)METADATA")  # not those of packages that carry others inside of them


def write_file_lists(tree: Path, travelling: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Rewrite the lists of the distributions in ``tree``; give the name and distribution of each.

    ``travelling`` gives the distribution by the name of each file that travels; a list names itself, too.
    """
    brought: dict[str, list[str]] = {}
    for name, distribution in travelling.items():
        brought.setdefault(distribution, []).append(name)
    for found in filter(None, map(_METADATA.fullmatch, sorted(travelling))):
        record, distribution = f"{found[1]}RECORD", travelling[found[0]]
        with (tree / record).open("w", encoding="utf-8", newline="") as stream:
            rows = ((name, "", "") for name in sorted([*brought[distribution], record]))
            csv.writer(stream, lineterminator="\n").writerows(rows)
        yield record, distribution
