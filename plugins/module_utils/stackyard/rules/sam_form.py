"""Expands a template in SAM form that belongs to no system, so that rules meet what is deployed and not its short form.

Templates of systems are expanded when they are composed. What cannot be expanded here is linted as it is written;
so are nested applications.
"""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path

from ..compose import sam
from ..compose.code_paths import SAM_FUNCTION
from ..errors import StackyardError
from ..faults import Faults
from ..files import write_atomically
from ..templates.documents import Section, dump, read

_APPLICATION = f"{sam.KIND}Application"  # the translator would ask AWS's repository for those that it has
_SOMEWHERE = "s3://bucket/code"  # the translator asks for an address; no rule looks at it


def as_deployed(path: Path, root: Path, folder: Path) -> Path:
    """Give the file of the expanded template, below ``folder``; the template itself where it is in no SAM form."""
    try:
        document = read(path, root)
    except StackyardError:
        return path  # cfn-lint says what is wrong with it, too
    applications = dict(sam.serverless(document, _APPLICATION))
    prepared = _with_code(document)
    for name in applications:
        del prepared["Resources"][name]
    if not sam.has_serverless(prepared):
        return path
    faults = Faults(str(path))
    expanded = sam.expanded(prepared, [document], faults)
    if faults.errors or sam.has_serverless(expanded):
        return path
    expanded["Resources"].update(applications)
    written = folder / f"{hashlib.sha256(str(path).encode()).hexdigest()[:12]}.yaml"
    write_atomically(written, dump(expanded).encode())
    return written


def _with_code(document: Section) -> Section:
    """Let functions name a place in a bucket, as they will once they are packaged."""
    changed = copy.deepcopy(document)
    for _, resource in sam.serverless(changed, SAM_FUNCTION):
        properties = resource.setdefault("Properties", Section())
        if "InlineCode" not in properties:
            properties["CodeUri"] = _SOMEWHERE
    return changed
