"""Compose every system of this repository outside a playbook: what template checkers look at (``bin/test``)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..errors import StackyardError
from ..target import ROOT
from . import compose


def main() -> int:
    """Compose all systems that have frames; exit code 1 with the faults when one does not compose."""
    parser = argparse.ArgumentParser(prog="python -m stackyard.compose", description=__doc__)
    parser.add_argument("--environment", default="local", help="names the folder below the build folder")
    parser.add_argument("--build-dir", type=Path, default=ROOT / "build")
    options = parser.parse_args()
    failed = False
    for system in sorted(folder.name for folder in (ROOT / "templates").iterdir() if folder.is_dir()):
        try:
            composed = compose(ROOT, system, options.environment, options.build_dir.resolve())
        except StackyardError as error:
            sys.stderr.write(f"{error}\n")
            failed = True
            continue
        sys.stdout.writelines(f"{stack.template}\n" for stack in composed.stacks.values())
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
