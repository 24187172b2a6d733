"""Face of ``stackyard.package`` in playbooks; the documentation of its arguments stands in ``plugins/modules``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.compose import ComposedSystem
from stackyard.package import PLANNED, UPLOADED, ArtifactBucket, Packager, Platform
from stackyard.target import ROOT


class ActionModule(StackyardAction):
    """Packages every function of every composed system in one call."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "dict", "required": True},
        "root": {"type": "path", "default": str(ROOT)},
        "build_dir": {"type": "path", "default": str(ROOT / "build")},
        "bucket": {"type": "str", "default": ""},
        "architecture": {"type": "str", "required": True},
        "python_runtime": {"type": "str", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Package, upload what is missing (not in check mode), and give compose's facts with the artifacts added."""
        systems = [ComposedSystem.from_facts(name, facts) for name, facts in arguments["systems"].items()]
        name = arguments["bucket"]
        bucket = ArtifactBucket(self.target(arguments).client("s3"), name) if name else None
        packager = Packager(
            root=Path(arguments["root"]).resolve(),
            build_dir=Path(arguments["build_dir"]).resolve(),
            platform=Platform(arguments["architecture"], arguments["python_runtime"]),
        )
        packaged = packager.package(systems, bucket, check=self.check_mode)
        changed = packaged.has(UPLOADED, PLANNED) if self.check_mode else packaged.has(UPLOADED)
        return {"changed": changed, "systems": packaged.facts(systems), "msg": packaged.summary()}
