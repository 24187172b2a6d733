"""As a program: describes one file and says what that cost, as JSON.

``python -m tests.gearbox_files.measured WHAT [BYTES]``: a recipe of ``HOSTILE``, or of ``endless`` with so many bytes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from random import Random

import boto3  # noqa: F401  # a function has it in memory as well
from gearbox.describe import cool_down, describe
from gearbox.description import Rules

from tests.gearbox_files import HOSTILE
from tests.gearbox_files.endless import endless


def main(what: str, size: int) -> None:
    if size:
        name, source = endless(what, size)
    else:
        sample = HOSTILE[what](Random(1))
        name, source = sample.name, sample.source()  # type: ignore[assignment]
    started = time.monotonic()
    description = describe(source, name, "", Rules())
    seconds = time.monotonic() - started
    cool_down()
    scale = 1 if sys.platform == "darwin" else 1024
    parts = [resource.getrusage(who).ru_maxrss * scale for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    fault = description.fault.code if description.fault else ""
    print(json.dumps({"kind": description.kind, "fault": fault, "peak": parts, "seconds": round(seconds, 2)}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
