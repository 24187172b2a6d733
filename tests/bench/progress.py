"""What every benchmark's command does beside measuring: a folder to work in, and words about how far it is."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def working_folder(named: Path | None) -> Iterator[Path]:
    """Give the folder that is named, which is kept, or a temporary one."""
    if named:
        named.mkdir(parents=True, exist_ok=True)
        yield named.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def tell(text: str) -> None:
    """Tell of progress, beside the tables on stdout."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a command speaks
