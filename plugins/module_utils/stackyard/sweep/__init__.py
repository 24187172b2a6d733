"""Sweep: takes an environment away and proves that it is gone."""

from ..buckets import empty_bucket
from .destroy import Destroyed, destroy, prove_gone
from .order import Declared

__all__ = ["Declared", "Destroyed", "destroy", "empty_bucket", "prove_gone"]
