"""Face of ``stackyard.sweep``: take an environment away and prove that nothing of it is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.apply import Workshop
from stackyard.apply.settings import DeploySettings
from stackyard.interruption import tidying
from stackyard.progress import Durations
from stackyard.progress.watching import Audience, watched
from stackyard.sweep import Declared, Destroyed, destroy, look_ahead, prove


class ActionModule(StackyardAction):
    """Delete stacks side by side, remove what they retained, look for anything still tagged."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "list", "elements": "dict", "required": True},
        "last": {"type": "list", "elements": "str", "default": []},
        "only": {"type": "list", "elements": "str", "default": []},
        "alone": {"type": "bool", "default": True},
        "look_only": {"type": "bool", "default": False},
        "recovery": {"type": "dict", "default": {}},
        "settings": {"type": "dict", "default": {}},
        "durations_file": {"type": "str", "default": ""},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Destroy; in check mode only list what would go, and on a look only fail where it could not."""
        settings = DeploySettings.from_mapping(arguments["settings"])
        workshop = Workshop.for_removal(self.target(arguments), arguments["recovery"], self._display)
        only = arguments["only"]
        declared = Declared.read(workshop.target, arguments["systems"], arguments["last"])
        if arguments["look_only"]:
            look_ahead(workshop, declared, only)
            return {"changed": False}
        if self.check_mode:
            return told("would delete", destroy(workshop, declared, dry=True, only=only))
        with tidying(), watched(self.audience(workshop), durations(arguments["durations_file"])) as shown:
            watching = replace(workshop, observer=shown)
            gone = destroy(watching, declared, dry=False, at_once=settings.stacks_at_once, only=only)
            unseen = prove(watching, only=only, everywhere=arguments["alone"])
        return told("deleted", gone, unseen)

    def audience(self, workshop: Workshop) -> Audience:
        """Say who looks on."""
        host = self.task_vars["inventory_hostname"] if len(self.task_vars["ansible_play_hosts_all"]) > 1 else ""
        return Audience(self._display, host, quietly=workshop.target.embedded)


def durations(name: str) -> Durations:
    """Know how long deletions took the last time, as far as a file tells."""
    return Durations.read(Path(name) if name else None)


def told(verb: str, gone: Destroyed, unseen: Sequence[str] = ()) -> dict[str, Any]:
    """A task's result."""
    stay = [f"left as they are: {', '.join(gone.stay)}"] if gone.stay else []
    stay += [f"could not look for any {why}" for why in unseen]
    return {
        "changed": gone.changed,
        "msg": "\n".join([*(f"{verb} {name}" for name in [*gone.stacks, *gone.resources]), *stay]),
        "stacks": gone.stacks,
        "resources": gone.resources,
    }
