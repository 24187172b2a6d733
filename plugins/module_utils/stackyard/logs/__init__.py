"""Logs of an environment: found from its stacks, read side by side, merged in time order, told in short. Reads only."""

from .model import Kind, LogEvent, Source

__all__ = ["Kind", "LogEvent", "Source"]
