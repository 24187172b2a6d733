"""The client that logs are read with: it gives up sooner than others, as whoever follows logs asks again anyway."""

from __future__ import annotations

from botocore.config import Config

from ..target import CLIENT_CONFIG, Target
from .reading import Allowance, LogReader

_SOON = Config(retries={"mode": "adaptive", "total_max_attempts": 3}, read_timeout=20)


def reader_of(target: Target) -> LogReader:
    """Make a reader of an account's logs; the embedded AWS has no quota."""
    client = target.client("logs", config=CLIENT_CONFIG.merge(_SOON))
    return LogReader(client, None if target.embedded else Allowance())
