"""Face of ``stackyard.package`` in playbooks; the documentation of its arguments stands in ``plugins/modules``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from stackyard.action import StackyardAction
from stackyard.compose import ComposedSystem
from stackyard.package.bucket.artifact_bucket import ArtifactBucket
from stackyard.package.pipeline import Packager
from stackyard.package.settings import PackageSettings
from stackyard.package.told.changes import explanation
from stackyard.package.told.packaged import PLANNED, UPLOADED
from stackyard.target import ROOT
from stackyard.text.lists import first_of

_TOLD = 12  # lines of reasons; a stage of a playbook is no report


class ActionModule(StackyardAction):
    """Packages every function of every composed system in one call."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "target": {"type": "dict", "required": True},
        "systems": {"type": "dict", "required": True},
        "root": {"type": "path", "default": str(ROOT)},
        "build_dir": {"type": "path", "default": str(ROOT / "build")},
        "bucket": {"type": "str", "default": ""},
        "settings": {"type": "dict", "required": True},
    }

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Package, upload what is missing (not in check mode), and give compose's facts with the artifacts added."""
        systems = [ComposedSystem.from_facts(name, facts) for name, facts in arguments["systems"].items()]
        name = arguments["bucket"]
        bucket = ArtifactBucket(self.target(arguments).client("s3"), name) if name else None
        root, build_dir = (Path(arguments[name]).resolve() for name in ("root", "build_dir"))
        settings = PackageSettings.from_mapping(arguments["settings"])
        packager = Packager.of(root, build_dir, arguments["target"]["environment"], settings)
        packaged = packager.package(systems, bucket, check=self.check_mode)
        for note in packaged.notes:
            self._display.warning(note)
        return {
            "changed": packaged.has(UPLOADED, PLANNED),
            "systems": packaged.facts(systems),
            "hot": sorted(packaged.hot),
            "reasons": packaged.rebuilt,
            "msg": "\n".join(
                [packaged.summary(), *first_of(explanation(packaged.reasons, with_unchanged=False), _TOLD)]
            ),
        }
