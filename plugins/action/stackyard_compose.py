"""Face of ``stackyard.compose`` in playbooks; the documentation of its arguments stands in ``plugins/modules``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.compose import compose, refuse_unplaced
from stackyard.faults import Faults


class ActionModule(StackyardAction):
    """Composes every system that is to be deployed; writes below ``build_dir`` only."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "root": {"type": "path", "required": True},
        "systems": {"type": "list", "elements": "str", "required": True},
        "environment": {"type": "str", "required": True},
        "build_dir": {"type": "path", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Compose the systems; a fault in one does not hide the faults of the next."""
        root, build_dir = Path(arguments["root"]).resolve(), Path(arguments["build_dir"]).resolve()
        faults, systems = Faults("the systems"), {}
        refuse_unplaced(root, faults)
        for system in arguments["systems"]:
            with faults.collecting():
                systems[system] = compose(root, system, arguments["environment"], build_dir).facts()
        faults.raise_if_any()
        return {"changed": False, "systems": systems}
