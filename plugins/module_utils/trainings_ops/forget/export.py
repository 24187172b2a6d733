"""Save what is stored about a student, for the student, before anything of it is erased.

The archive holds personal data, so nobody but the operator may read it, from its first byte on; and an archive once
written is never overwritten, because after an interrupted run the second one finds less.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from ..bucket import Bucket, Version
from .traces import Traces


def export(traces: Traces, bucket: Bucket, folder: Path, now: datetime) -> Path:
    """Write ``<folder>/<student>-<date>.zip`` (mode 600) and give its path; a number is added when it exists."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".export-")  # mode 600 from the start
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _fill(archive, traces, bucket, now)
        return _keep(draft, folder, f"{traces.student}-{now:%Y-%m-%d}")
    finally:
        draft.unlink(missing_ok=True)


def _fill(archive: zipfile.ZipFile, traces: Traces, bucket: Bucket, now: datetime) -> None:
    about = {
        "student": traces.student,
        "exported": now.isoformat(),
        "bucket": bucket.name,
        "apiKeys": [{"id": key.id, "created": key.created} for key in traces.keys],
        "objects": sorted({version.key for version in traces.own}),
        "mentions": sorted({mention.version.key for mention in traces.mentions}),
    }
    archive.writestr("about.json", _text(about))
    for version in traces.own:
        if not version.marker:
            archive.writestr(f"objects/{_place(version)}", bucket.read(version.key, version.version_id))
    for letter in traces.letters:
        archive.writestr(f"letters/{letter.id}.json", letter.body)
    for mention in traces.mentions:
        archive.writestr(f"mentions/{_place(mention.version)}", _text(mention.parts))


def _place(version: Version) -> str:
    return f"{version.key}/{version.modified:%Y%m%dT%H%M%SZ}-{version.version_id}.json"


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _keep(draft: Path, folder: Path, name: str) -> Path:
    """Give the finished archive its name; linking fails where a name is taken, so nothing is overwritten."""
    number = 1
    while True:
        path = folder / (f"{name}.zip" if number == 1 else f"{name}-{number}.zip")
        try:
            os.link(draft, path)
        except FileExistsError:
            number += 1
        else:
            return path
