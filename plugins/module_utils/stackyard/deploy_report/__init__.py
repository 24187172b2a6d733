"""One page about a run: what was planned, what happened when, and what there is now."""

from .gather import artifacts, costs_ahead, outlook, shown_outputs
from .model import Ending, Run, Span, StackRun
from .page import facts_of, render, write_report
from .recorder import Recorder
from .story import Story
from .telling import reported

__all__ = [
    "Ending",
    "Recorder",
    "Run",
    "Span",
    "StackRun",
    "Story",
    "artifacts",
    "costs_ahead",
    "facts_of",
    "outlook",
    "render",
    "reported",
    "shown_outputs",
    "write_report",
]
