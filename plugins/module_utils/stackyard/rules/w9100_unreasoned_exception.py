"""An exception that nobody can judge: it says no reason, names no rule, or excepts nothing."""

from __future__ import annotations

from .rule import KitRule


class UnreasonedException(KitRule):
    """Told of the lines themselves (``sources.exceptions``): composed templates have no comments."""

    id = "W9100"
    shortdesc = "An exception without a reason outlives what it was made for"
    remedy = "say why on the same line, as in `# stackyard: E9101 because ...`, or remove the exception"
