"""Remembers what functions were packaged from, so that a rebuild can be explained by what changed since.

The digest of a function's content says *that* it changed. What it was made of the last time says *why* (``changes``).
The record is kept per environment, beside its composed templates, and decides nothing; when it is lost or damaged,
functions are told to be packaged here for the first time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from ...files import relative, write_atomically
from ..layers.layering import LAYER_OF, FunctionPlan
from ..model import FORMAT, Entry

FILE = "packaged.json"
_VERSION = 1
_KINDS = {"str": str, "Mapping[str, str]": dict, "Sequence[str]": list}  # of the record's parts, in JSON
_DIGITS = 16  # of a file's digest: enough to tell a change


@dataclass(frozen=True)
class FunctionRecord:
    """What one function was made of.

    ``digest`` names everything that it ships, layers included; equal digests, equal functions. ``own`` and ``shared``
    hold a mark of content by path in the repository, ``packages`` the locked versions by name, ``pins`` names the whole
    lock; ``provided`` are packages that the runtime has, ``layers`` the labels of what travels in layers, ``packager``
    the packager's own version.
    """

    digest: str
    runtime: str
    architecture: str
    packager: str = FORMAT
    own: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    pins: str = ""
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    provided: Sequence[str] = ()
    layers: Sequence[str] = ()
    bytecode: str = ""


def record_of(
    plan: FunctionPlan,
    root: Path,
    *,
    packages: Mapping[str, str],
    pins: str = "",
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    provided: Iterable[str] = (),
) -> FunctionRecord:
    """Give the record of a planned function; what the plan does not hold is given by name. ``root``: the repository."""
    content = plan.content
    shipped = "\n".join(artifact.digest for artifact in plan.artifacts)
    return FunctionRecord(
        digest=hashlib.sha256(shipped.encode()).hexdigest(),
        runtime=content.platform.runtime,
        architecture=content.platform.architecture,
        own=_marks(content.own, root),
        shared=_marks(content.shared, root),
        packages=dict(packages),
        pins=pins,
        include=list(include),
        exclude=list(exclude),
        provided=sorted(provided),
        layers=sorted(layer.label.removeprefix(LAYER_OF) for layer in plan.layers),
        bytecode=plan.artifact.bytecode,
    )


def _marks(entries: Iterable[Entry], root: Path) -> dict[str, str]:
    return {relative(one.path, root): one.sha256[:_DIGITS] + ("x" if one.executable else "") for one in entries}


def read_records(folder: Path) -> dict[str, FunctionRecord]:
    """Give the records by "system/function" that ``folder`` keeps; none when there is no record, or a damaged one."""
    try:
        document = json.loads((folder / FILE).read_bytes())
        if document["version"] != _VERSION:
            return {}
        return {name: _checked(record) for name, record in document["functions"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _checked(record: Mapping[str, Any]) -> FunctionRecord:
    """Give a record whose parts are of the kind that they should be. Raises ``TypeError``."""
    made = FunctionRecord(**record)
    for one in fields(made):
        value = getattr(made, one.name)
        texts = [*value, *value.values()] if isinstance(value, dict) else value
        if not isinstance(value, _KINDS[str(one.type)]) or not all(isinstance(text, str) for text in texts):
            raise TypeError(one.name)
    return made


def write_records(folder: Path, records: Mapping[str, FunctionRecord]) -> None:
    """Keep the records in ``folder``, whole or not at all."""
    document = {"version": _VERSION, "functions": {name: asdict(record) for name, record in sorted(records.items())}}
    write_atomically(folder / FILE, json.dumps(document, separators=(",", ":")).encode())
