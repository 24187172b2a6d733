"""Package: composed functions in, content-addressed artifacts in the bucket and templates that name them out.

See ``docs/architecture.md`` for the rules, and ``pipeline.Packager`` for the entry.
"""

from __future__ import annotations

from .bucket.artifact_bucket import ArtifactBucket
from .model import Platform
from .pipeline import Packager
from .settings import PackageSettings
from .told.packaged import BUILT, PLANNED, UNCHANGED, UPLOADED, Packaged

__all__ = [
    "BUILT",
    "PLANNED",
    "UNCHANGED",
    "UPLOADED",
    "ArtifactBucket",
    "PackageSettings",
    "Packaged",
    "Packager",
    "Platform",
]
