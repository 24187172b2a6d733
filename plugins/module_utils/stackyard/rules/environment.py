"""What is wrong with an environment's stacks together, told in the lines of the frames and fragments they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..compose import compose
from ..settings.environment import SettingsOf, environment_settings
from ..target import Target
from ..templates.documents import read
from ..templates.evaluated import Pseudo
from .across_stacks import Declared, Short, short_visibilities
from .e9204_short_visibility import ShortVisibility
from .findings import Finding, of_kit
from .places import Places

SETTINGS = ("stackyard_target", "stackyard_declared", "stack_common_parameters", "build_target_folder")


def lint_environment(root: Path, environment: str, settings_of: SettingsOf = environment_settings) -> list[Finding]:
    """Look at the stacks of an environment with the values that it gives them; no account is asked.

    Raises ``StackyardError`` when there is no such environment, or a system does not compose.
    """
    settings = settings_of(environment, SETTINGS)
    target = Target.from_mapping(settings["stackyard_target"])
    pseudo = Pseudo(target.partition, target.region, target.account, target.url_suffix, target.prefix)
    stacks = list(_declared(root, target.environment, settings))
    return [_told(root, short) for short in short_visibilities(stacks, pseudo)]


def _declared(root: Path, environment: str, settings: Mapping[str, Any]) -> Iterator[Declared]:
    build = Path(settings["build_target_folder"]).resolve()
    common: Mapping[str, Any] = settings["stack_common_parameters"]
    for system in settings["stackyard_declared"]:
        composed = compose(root, system["name"], environment, build).stacks
        for stack in system["stacks"]:
            if stack["name"] in composed:
                template = read(Path(composed[stack["name"]].template), build)
                parameters = {**common, **(stack.get("parameters") or {})}
                yield Declared(system["name"], stack["name"], template, parameters)


def _told(root: Path, short: Short) -> Finding:
    queue = short.queue
    keys = ("Resources", queue.name, "Properties", "VisibilityTimeout")
    file, line = Places.of_stack(root, queue.system, queue.stack).of(keys) or (f"templates/{queue.system}", 1)
    return of_kit(file, line, ShortVisibility, str(short))
