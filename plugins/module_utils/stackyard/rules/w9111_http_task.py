"""A task that calls a URL: Step Functions in China has no such task."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text_rule import TextRule, shown

_HTTP = re.compile(r":states:::http:invoke")  # stackyard: W9111 because it is what this looks for


class HttpTask(TextRule):
    """Flags the integration `http:invoke`."""

    id = "W9111"
    shortdesc = "Step Functions in China has no tasks that call a URL"
    remedy = "call the URL from a function, or allow this where the environment is in no such partition"

    def judge(self, text: str, *, principal: bool = False) -> Iterator[str]:  # noqa: ARG002 - none of these is one
        """Find each task once."""
        for match in _HTTP.finditer(text):
            yield f"has a task that calls a URL: {shown(text, match)}"
