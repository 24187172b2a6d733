"""Sweep: takes an environment away and proves that it is gone."""

from ..buckets import empty_bucket
from .ahead import look_ahead
from .destroy import Destroyed, destroy
from .order import Declared
from .proof import prove, prove_gone, prove_no_names
from .reap import Reaped, reap, remove_undeclared
from .survey import Found, Survey, survey

__all__ = [
    "Declared",
    "Destroyed",
    "Found",
    "Reaped",
    "Survey",
    "destroy",
    "empty_bucket",
    "look_ahead",
    "prove",
    "prove_gone",
    "prove_no_names",
    "reap",
    "remove_undeclared",
    "survey",
]
