"""Requests over the loopback interface count as encrypted on their way.

On AWS every call of an SDK is made over TLS, and a policy that denies the others (`aws:SecureTransport` is `false`, the
statement that every good bucket, queue and topic policy has) denies nothing that a system does. Stock MiniStack takes
the plain HTTP between the processes of this machine for an attack, so such a policy locks every function out. The
server listens on the loopback interface only (`loopback_guard`), where nobody can listen in.

Hooks: `ministack.app.pin_request_origin`.
"""

from __future__ import annotations

from collections.abc import Callable

from embedded import hooks

Pin = Callable[[str, bool], None]


def apply() -> None:
    """Makes every request one that came by TLS."""
    hooks.wrap("ministack.app", "pin_request_origin", _secured)


def _secured(original: Pin) -> Pin:
    def pin_request_origin(source_ip: str, _secure: bool) -> None:
        original(source_ip, True)

    return pin_request_origin
