"""Package: composed functions in, content-addressed artifacts in the bucket and templates that name them out.

See ``docs/architecture.md`` for the rules, and ``pipeline.Packager`` for the entry.
"""

from __future__ import annotations

from .bucket import ArtifactBucket
from .model import Platform
from .pipeline import PLANNED, UNCHANGED, UPLOADED, Packaged, Packager

__all__ = ["PLANNED", "UNCHANGED", "UPLOADED", "ArtifactBucket", "Packaged", "Packager", "Platform"]
