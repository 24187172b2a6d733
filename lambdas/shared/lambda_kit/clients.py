"""AWS clients of the functions: made once, at cold start, with timeouts well under those of the functions.

The defaults wait a minute for a connection and another for an answer: a function would be killed before its client gave
up, and nobody would learn why.
"""

from __future__ import annotations

import logging
from typing import Any

import boto3
from botocore.config import Config

POOL_SIZE = 16

# At each cold start the library tells where it found credentials and endpoints: lines that cost money and say nothing.
logging.getLogger("botocore").setLevel(logging.WARNING)

CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=POOL_SIZE,
)

# SES sends a mail for each request that reaches it, and knows no token by which it would see a repetition: a client
# that asks again because an answer was late or lost sends the mail twice. The mail queue repeats what has failed.
SENDING = CONFIG.merge(Config(read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1}))


def client(service: str) -> Any:
    """Make the client of ``service`` for the function's own region and role."""
    return boto3.client(service, config=SENDING if service == "sesv2" else CONFIG)  # type: ignore[call-overload]  # the stubs know literal names only
