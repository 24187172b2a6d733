"""Writes composed documents: the same content leaves the file untouched, an interruption leaves no half file.

What CloudFormation would not take, for its size or the number of its parts, is not written: nothing of it is packaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..faults import Faults
from ..files import write_atomically
from ..templates.documents import dump
from ..templates.limits import HEADER, check_size, check_template
from .model import PACKAGED, Document


def write_system(
    folder: Path, templates: Mapping[str, Document], openapi: Document | None
) -> tuple[dict[str, Path], Path | None]:
    """Write the templates of a system and its OpenAPI document; remove what an earlier composition left over.

    Returns the paths of the templates by stack, and of the OpenAPI document (``None`` without one). Raises
    ``StackyardError``, and writes nothing, when a template is over CloudFormation's limits.
    """
    paths = {stack: folder / f"{stack}.yaml" for stack in templates}
    for path, text in _texts(folder.name, templates, paths).items():
        write_atomically(path, text.encode())
    described = folder / "openapi.yaml" if openapi is not None else None
    if described and openapi is not None:
        write_document(described, openapi)
    kept = {*paths.values(), described, *(path.with_name(stack + PACKAGED) for stack, path in paths.items())}
    for left_over in set(folder.glob("*.yaml")) - kept:
        left_over.unlink(missing_ok=True)
    return paths, described


def write_document(path: Path, document: Document) -> None:
    """Write one document as YAML under a line that says where it comes from."""
    write_atomically(path, _text(document).encode())


def _texts(system: str, templates: Mapping[str, Document], paths: Mapping[str, Path]) -> dict[Path, str]:
    faults, texts = Faults(f"the templates of {system}"), {}
    for stack, document in templates.items():
        frame = f"templates/{system}/{stack}.yaml"
        check_template(document, frame, faults)
        texts[paths[stack]] = _text(document)
        check_size(texts[paths[stack]], frame, faults)
    faults.raise_if_any()
    return texts


def _text(document: Document) -> str:
    return HEADER + dump(document)
