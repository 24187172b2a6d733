"""Composes a system, or finds that it is composed already."""

from __future__ import annotations

from pathlib import Path

from ..python.kept_facts import KeptFacts
from .kept import KeptComposition
from .model import ComposedSystem


def compose(root: Path, system: str, environment: str, build_dir: Path) -> ComposedSystem:
    """Compose ``system`` of the repository at ``root`` into ``build_dir/<environment>/<system>/``.

    Raises ``StackyardError`` telling everything that is wrong at once; nothing is written then.
    """
    folder = build_dir / environment / system
    kept = KeptComposition(root, system, folder)
    composed = kept.composed()
    if composed is None:
        from .system import compose_anew  # noqa: PLC0415 - YAML, and a dozen modules, which most runs do without

        composed = compose_anew(root, system, folder)
        kept.keep(composed)
    KeptFacts.of(root).save()
    return composed
