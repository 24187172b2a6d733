"""The invented shop system as fixtures."""

from __future__ import annotations

from tests.repository import empty_repository, repository

__all__ = ["empty_repository", "repository"]
