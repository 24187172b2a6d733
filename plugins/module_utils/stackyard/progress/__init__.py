"""Shows a deployment while it runs."""

from .board import Board, Row, Standing
from .durations import Durations
from .live import Live
from .plain import Plain
from .rows import lines
from .several import several

__all__ = ["Board", "Durations", "Live", "Plain", "Row", "Standing", "lines", "several"]
