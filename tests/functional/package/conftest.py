"""The invented shop system and a package index as fixtures."""

from __future__ import annotations

from tests.functional.package.wheels import index
from tests.repository import empty_repository, repository

__all__ = ["empty_repository", "index", "repository"]
