"""Face of ``stackyard.logs`` in playbooks: what an environment logged, as lines."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.logs.command import Asked, open_logs, pattern, request_id
from stackyard.logs.moments import since
from stackyard.logs.screen import Screen


class ActionModule(StackyardAction):
    """Read the logs of an environment's functions, APIs and state machines, merged in time order."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "since": {"type": "str", "default": "1h"},
        "grep": {"type": "str", "default": ""},
        "request": {"type": "str", "default": ""},
        "only": {"type": "list", "elements": "str", "default": []},
        "lines": {"type": "int", "default": 200},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read, and keep the last lines; nothing is written."""
        moment = since(arguments["since"], datetime.now().astimezone())
        request = request_id(arguments["request"]) if arguments["request"] else ""
        asked = Asked(moment, tuple(arguments["only"]), pattern(arguments["grep"]), request)
        opened = open_logs(self.target(arguments), asked)
        last: deque[str] = deque(maxlen=max(arguments["lines"], 1))
        count = 0
        for line in opened.past_lines(Screen(opened.sources, grep=asked.grep)):
            last.append(line)
            count += 1
        left_out = [f"... {count - len(last)} lines before these; bin/logs shows all"] if count > len(last) else []
        nothing = [] if count else [opened.nothing()]
        return {"changed": False, "lines": [*left_out, *last, *nothing, *opened.missing_lines()]}
