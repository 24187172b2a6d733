"""The project in this kit's form: a clone of the repository whose own systems make room for generated ones.

The clone has environments, embedded AWS and build folder of its own, so a measurement neither sees nor disturbs the
working copy that it was started from.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from stackyard.templates.documents import dump, load

from ..declaring import declare, remove_systems
from ..running import Cost, Shell
from .functions import Function

ROOT = Path(__file__).resolve().parents[3]
SYSTEM = "shop"
_FUNCTIONS_OF_A_STACK = 60  # three resources each; a stack holds 500
_PARAMETERS: Mapping[str, Any] = {
    "PythonRuntime": {"Type": "String", "Description": "Lambda runtime of the functions"},
    "Architecture": {"Type": "String", "Description": "Instruction set of the functions"},
    "LogRetentionDays": {"Type": "Number", "Description": "Days that logs are kept"},
}


@dataclass(frozen=True)
class KitProject:
    """``bin/package`` and ``bin/deploy``; ``shell`` stands in the clone, ``proxy_port`` counts what packages."""

    shell: Shell
    functions: Sequence[Function]
    proxy_port: int = 0

    def write(self) -> None:
        """Clone, put the generated system in place of the real ones, lock it. Takes a minute the first time."""
        if (self.shell.folder / ".git").is_dir():
            self.shell.run("git", "fetch", "--quiet", "origin", "HEAD")
            self.shell.run("git", "checkout", "--quiet", "--force", "FETCH_HEAD")
        else:
            Shell(ROOT).run("git", "clone", "--quiet", str(ROOT), str(self.shell.folder))
        self.shell.run("bin/setup")
        remove_systems(self.shell.folder)
        self._write_stacks()
        for one in self.functions:
            folder = self._folder(one)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "resources.yaml").write_text(dump(_fragment(one, self._stack(one))), encoding="utf-8")
            self.edit(one, 0)
            if one.requirements():
                self._require(one, one.requirements())
        self.lock()

    def edit(self, function: Function, revision: int) -> None:
        """Change one handler."""
        (self._folder(function) / "handler.py").write_text(function.handler(revision), encoding="utf-8")

    def bump(self, version: str) -> None:
        """Ask for another version in every function that shares the bumped set."""
        for one in self.functions:
            if one.requirements(version) != one.requirements():
                self._require(one, one.requirements(version))

    def lock(self) -> Cost:
        """Lock what functions ask for."""
        return self.shell.run("bin/package", "--lock")

    def package(self) -> Cost:
        """Package everything."""
        return self._counted.run("bin/package", "--env", "local")

    def package_bumped(self) -> Cost:
        """Package after a bump: nothing is packaged that is not locked."""
        return self.lock() + self.package()

    def forget_artifacts(self) -> None:
        """Forget what was zipped, but not what was installed."""
        for folder in (self._built, Path(self.shell.variables["STACKYARD_CACHE"]) / "zips"):
            shutil.rmtree(folder, ignore_errors=True)

    def deploy(self) -> Cost:
        """Run the whole playbook."""
        return self.shell.run("bin/deploy", "local")

    def peak_of_all_mb(self) -> float:
        """Package everything for the most memory that all its processes held at one moment (MB)."""
        return self._counted.peak_of_all_mb("bin/package", "--env", "local")

    def stop(self) -> None:
        """Stop the clone's embedded AWS."""
        self.shell.run("bin/local", "down")

    def forget(self) -> None:
        """Forget everything that was built or installed; what was uploaded is not this project's to forget."""
        for folder in (self.shell.variables["STACKYARD_CACHE"], self._built, self.shell.folder / "build"):
            shutil.rmtree(folder, ignore_errors=True)

    def keys(self, function: Function) -> tuple[str, list[str]]:
        """The keys of a function's artifact and of its layers, first to last, as its packaged template names them."""
        path = self._built / "local" / SYSTEM / f"{self._stack(function)}.packaged.yaml"
        resources = load(path.read_text(encoding="utf-8"), path.name)["Resources"]
        properties = resources[f"{function.logical_id}Function"]["Properties"]
        layers = [resources[layer["Ref"]]["Properties"]["Content"]["S3Key"] for layer in properties.get("Layers", [])]
        return properties["Code"]["S3Key"], layers

    @property
    def _built(self) -> Path:
        return Path(f"{self.shell.variables['STACKYARD_LOCAL_STATE']}.build")

    @cached_property
    def _counted(self) -> Shell:
        if not self.proxy_port:
            return self.shell
        return replace(self.shell, variables={**self.shell.variables, "STACKYARD_LOCAL_PORT": str(self.proxy_port)})

    def _folder(self, function: Function) -> Path:
        return self.shell.folder / "lambdas" / SYSTEM / function.name

    def _stack(self, function: Function) -> str:
        return f"part{self.functions.index(function) // _FUNCTIONS_OF_A_STACK + 1}"

    def _require(self, function: Function, lines: str) -> None:
        (self._folder(function) / "requirements.in").write_text(lines, encoding="utf-8")

    def _write_stacks(self) -> None:
        stacks = sorted({self._stack(one) for one in self.functions})
        frame = {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Parameters": dict(_PARAMETERS),
            "Resources": {},
        }
        frames = {stack: dump({**frame, "Description": f"Generated functions, {stack}"}) for stack in stacks}
        declare(self.shell.folder, SYSTEM, [{"name": stack} for stack in stacks], frames)


def _fragment(function: Function, stack: str) -> dict[str, Any]:
    """What one function is made of: itself, its role, its log group."""
    name = function.logical_id
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    writes_log = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::GetAtt": [f"{name}LogGroup", "Arn"]},
    }
    log_group = {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"RetentionInDays": {"Ref": "LogRetentionDays"}},
    }
    role = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [
            {"PolicyName": "own-work", "PolicyDocument": {"Version": "2012-10-17", "Statement": [writes_log]}}
        ],
    }
    properties = {
        "Code": ".",
        "Handler": "handler.handler",
        "Runtime": {"Ref": "PythonRuntime"},
        "Architectures": [{"Ref": "Architecture"}],
        "MemorySize": 1024,
        "Role": {"Fn::GetAtt": [f"{name}Role", "Arn"]},
        "LoggingConfig": {"LogGroup": {"Ref": f"{name}LogGroup"}},
    }
    return {
        "Metadata": {"Stackyard": {"Stack": stack}},
        "Resources": {
            f"{name}Function": {"Type": "AWS::Lambda::Function", "Properties": properties},
            f"{name}LogGroup": log_group,
            f"{name}Role": {"Type": "AWS::IAM::Role", "Properties": role},
        },
    }
