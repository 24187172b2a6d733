"""Face of ``stackyard.hot.reconcile``; the documentation of its arguments stands in ``plugins/modules``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.compose import ComposedSystem
from stackyard.hot.deployed import deployed_functions
from stackyard.hot.reconcile import Reconciliation
from stackyard.package.bucket.artifact_bucket import ArtifactBucket


class ActionModule(StackyardAction):
    """Puts functions that were updated in place back to what their stacks say."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "composed": {"type": "dict", "required": True},
        "bucket": {"type": "str", "required": True},
        "functions": {"type": "list", "elements": "str", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Read what is deployed, and put back what differs from it; in check mode say what would be put back."""
        target, hot = self.target(arguments), arguments["functions"]
        systems = [ComposedSystem.from_facts(name, composed(facts)) for name, facts in arguments["composed"].items()]
        deployed = deployed_functions(target, target.client("cloudformation"), systems, hot)
        todo = Reconciliation.of(hot, arguments["composed"], deployed)
        if not self.check_mode:
            todo.execute(target.client("lambda"), ArtifactBucket(target.client("s3"), arguments["bucket"]))
        lines = todo.lines(done=not self.check_mode)
        return {"changed": bool(lines), "msg": "\n".join(lines), "functions": [one.label for one in todo.put_back]}


def composed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the facts of a packaged system as they were before it was packaged."""
    functions = {
        name: {part: value for part, value in function.items() if part != "artifact"}
        for name, function in facts["functions"].items()
    }
    return {**facts, "functions": functions}
