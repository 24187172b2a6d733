"""The project in SAM's form: one template, one folder with ``requirements.txt`` for each function."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stackyard.templates.documents import dump, load

from ..running import Cost, Shell
from .functions import Function

RUNTIME = "python3.13"
_GLOBALS = {"Runtime": RUNTIME, "Handler": "handler.handler", "Architectures": ["x86_64"], "MemorySize": 1024}


@dataclass(frozen=True)
class SamProject:
    """``sam build --parallel --cached`` and ``sam package`` into ``bucket``; ``shell`` stands in its folder."""

    shell: Shell
    sam: Path
    functions: Sequence[Function]
    bucket: str

    @property
    def built(self) -> Path:
        """Where built functions lie, by their logical ids."""
        return self.shell.folder / ".aws-sam" / "build"

    def write(self) -> None:
        """Write the template and all functions."""
        resources: dict[str, Any] = {
            one.logical_id: {
                "Type": "AWS::Serverless::Function",
                "Properties": {"CodeUri": f"functions/{one.name}/"},
            }
            for one in self.functions
        }
        document = {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Transform": "AWS::Serverless-2016-10-31",
            "Globals": {"Function": _GLOBALS},
            "Resources": resources,
        }
        self.shell.folder.mkdir(parents=True, exist_ok=True)
        (self.shell.folder / "template.yaml").write_text(dump(document), encoding="utf-8")
        for one in self.functions:
            self.edit(one, 0)
            self._require(one, one.requirements())

    def edit(self, function: Function, revision: int) -> None:
        """Change one handler."""
        folder = self.shell.folder / "functions" / function.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "handler.py").write_text(function.handler(revision), encoding="utf-8")

    def bump(self, version: str) -> None:
        """Ask for another version in every function that shares the bumped set."""
        for one in self.functions:
            if one.requirements(version) != one.requirements():
                self._require(one, one.requirements(version))

    def package(self) -> Cost:
        """Build and package, as SAM's own documentation tells."""
        built = self.shell.run(str(self.sam), "build", "--parallel", "--cached")
        return built + self.shell.run(
            str(self.sam), "package", "--s3-bucket", self.bucket, "--output-template-file", "packaged.yaml"
        )

    package_bumped = package  # nothing has to come before

    def key(self, function: Function) -> str:
        """The key of a function's artifact, as the packaged template names it."""
        packaged = self.shell.folder / "packaged.yaml"
        resources = load(packaged.read_text(encoding="utf-8"), packaged.name)["Resources"]
        return str(resources[function.logical_id]["Properties"]["CodeUri"]).removeprefix(f"s3://{self.bucket}/")

    def forget(self) -> None:
        """Forget everything that was built; what was uploaded is not this project's to forget."""
        shutil.rmtree(self.shell.folder / ".aws-sam", ignore_errors=True)

    def _require(self, function: Function, lines: str) -> None:
        path = self.shell.folder / "functions" / function.name / "requirements.txt"
        path.write_text(lines, encoding="utf-8")


@dataclass(frozen=True)
class CloudFormationPackage:
    """``aws cloudformation package``: the zip and upload part alone, of what SAM has built."""

    sam: SamProject
    aws: Path
    bucket: str

    def package(self) -> Cost:
        """Zip and upload what stands in the built template."""
        return self.sam.shell.run(
            str(self.aws), "cloudformation", "package",
            "--template-file", str(self.sam.built / "template.yaml"),
            "--s3-bucket", self.bucket, "--output-template-file", "packaged-by-aws.yaml",
        )  # fmt: skip
