"""Sweep: takes an environment away and proves that it is gone."""

from ..buckets import empty_bucket
from .ahead import look_ahead
from .destroy import Destroyed, destroy, prove_gone
from .order import Declared

__all__ = ["Declared", "Destroyed", "destroy", "empty_bucket", "look_ahead", "prove_gone"]
