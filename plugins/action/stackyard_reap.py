"""Face of ``stackyard.sweep.reap``: take away environments whose end is past."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Workshop
from stackyard.interruption import tidying
from stackyard.sweep import reap

_SECONDS = 60


class ActionModule(StackyardAction):
    """Look at all environments of an account by their tags; remove what has expired, one after the other."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "only": {"type": "list", "elements": "str", "default": []},
        "minutes": {"type": "int", "default": 0},
        "recovery": {"type": "dict", "default": {}},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Reap; in check mode only list what would go. What failed is told, and is the caller's to fail for."""
        target = self.target(arguments)
        workshop = Workshop.for_removal(target, arguments["recovery"], self._display)
        begun, limit = time.monotonic(), arguments["minutes"] * _SECONDS
        with tidying():
            told = reap(
                workshop,
                target.now,
                dry=self.check_mode,
                only=arguments["only"],
                in_time=lambda: not limit or time.monotonic() - begun < limit,
            )
        return {
            "changed": any(gone.changed for gone in told.gone.values()),
            "lines": told.lines(dry=self.check_mode),
            "gone": sorted(told.gone),
            "left": told.left,
            "failures": [f"{name}: {why}" for name, why in sorted(told.failed.items())],
        }
