"""A function that leaves its timeout to Lambda: three seconds, which a cold start alone may take."""

from __future__ import annotations

from .required import RequiredProperty


class DefaultTimeout(RequiredProperty):
    """Flags functions without a timeout."""

    id = "W9227"
    shortdesc = "A function that says nothing of its timeout is ended after three seconds, wherever it is then"
    remedy = "write `Timeout`, above the timeouts of the clients that the function uses"
    kinds = ("AWS::Lambda::Function",)
    ways = (("Timeout",),)
    missing = "does not say how long it may take"
