"""For how long a queue must hide a message from others while a function works on it, all in seconds."""

from __future__ import annotations

TIMES = 6
"""What AWS asks for, since Lambda tries again by itself while it is throttled."""
ID = "E9204"
REMEDY = (
    f"set the queue's VisibilityTimeout to {TIMES} times the function's Timeout, plus the mapping's batching window"
)
DEFAULT_TIMEOUT = 3
DEFAULT_VISIBILITY = 30


def needed(timeout: int, window: int = 0) -> int:
    """The least visibility timeout for a function's timeout, and the batching window of its mapping."""
    return TIMES * timeout + window
