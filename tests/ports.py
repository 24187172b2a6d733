"""Ports for servers that tests start, which nobody else takes before the server listens, or while it is restarted.

A port that the system chooses is free at that moment only: connections and every server that takes any port are given
theirs from the same range, and seconds pass until the server under test listens. These lie below that range, and a
process that was given one keeps it from the tests of all others till its own end.
"""

from __future__ import annotations

import random
import socket

_PORTS = range(20_000, 32_000)  # Linux gives any port out of 32768 to 60999
_claims: list[socket.socket] = []


def free_port() -> int:
    """Give a port on which nobody listens; no other call gives it, in this process or another one, while this lives."""
    for port in random.SystemRandom().sample(_PORTS, len(_PORTS)):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0stackyard-tests-port-{port}")  # a name without a file, gone with its process
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        if _is_free(port):
            return port
    raise AssertionError(f"no port from {_PORTS[0]} to {_PORTS[-1]} is free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections in TIME_WAIT are no listeners
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
