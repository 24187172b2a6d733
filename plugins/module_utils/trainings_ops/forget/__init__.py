"""Export and erase everything stored about one student: find, save, erase, in this order and resumable."""

from .erase import erase
from .export import export
from .traces import Places, Traces, find_traces

__all__ = ["Places", "Traces", "erase", "export", "find_traces"]
