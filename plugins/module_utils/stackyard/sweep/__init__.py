"""Sweep: takes an environment away and proves that it is gone."""

from ..buckets import empty_bucket
from .destroy import Destroyed, destroy, prove_gone

__all__ = ["Destroyed", "destroy", "empty_bucket", "prove_gone"]
