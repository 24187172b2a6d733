"""What is wrong with an environment's stacks together, told in the lines of the frames and fragments they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..compose import compose
from ..errors import StackyardError
from ..settings.environment import SettingsOf, environment_settings
from ..target import Target
from ..templates.documents import read
from ..templates.evaluated import Pseudo
from .across_stacks import Declared, Short, short_visibilities
from .e9204_short_visibility import ShortVisibility
from .findings import Finding, of_kit
from .places import Places

SETTINGS = (
    "stackyard_target",
    "stackyard_declared",
    "stackyard_template_folders",
    "stack_common_parameters",
    "build_target_folder",
)
_AT_ONCE = 4  # Ansible's answers that are waited for side by side, where none is kept


@dataclass(frozen=True)
class Compared:
    """What was found in ``environments`` together; ``left_out`` says why others could not be looked at.

    ``unlisted`` are systems that have templates, and that none of the environments lists.
    """

    environments: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    unlisted: tuple[str, ...] = ()


def lint_environments(
    root: Path, environments: Sequence[str], settings_of: SettingsOf = environment_settings
) -> Compared:
    """Look at the stacks of each environment as ``lint_environment`` does; one whose settings fail is left out.

    What several environments have in common is told once, with their names. Raises ``StackyardError`` when a system
    does not compose.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = dict(zip(environments, pool.map(lambda name: _asked(settings_of, name), environments), strict=True))
    found: dict[Finding, list[str]] = {}
    for name, answer in answers.items():
        for one in [] if isinstance(answer, str) else _of(root, answer):
            found.setdefault(one, []).append(name)
    told = (replace(one, message=f"{one.message} (in {', '.join(names)})") for one, names in found.items())
    left_out = {name: answer for name, answer in answers.items() if isinstance(answer, str)}
    looked = {name: answer for name, answer in answers.items() if not isinstance(answer, str)}
    return Compared(tuple(looked), tuple(told), left_out, _unlisted(root, looked.values()))


def lint_environment(root: Path, environment: str, settings_of: SettingsOf = environment_settings) -> list[Finding]:
    """Look at the stacks of an environment with the values that it gives them; no account is asked.

    Raises ``StackyardError`` when there is no such environment, or a system does not compose.
    """
    return _of(root, settings_of(environment, SETTINGS))


def _asked(settings_of: SettingsOf, environment: str) -> Mapping[str, Any] | str:
    """Give the settings of an environment, or what is wrong with them."""
    try:
        return settings_of(environment, SETTINGS)
    except StackyardError as error:
        return error.problem


def _unlisted(root: Path, answers: Collection[Mapping[str, Any]]) -> tuple[str, ...]:
    """Name the systems that have templates and that no environment lists: no deployment ever says a word of them."""
    listed = frozenset[str]().union(*(answer["stackyard_template_folders"] for answer in answers))
    folders = (path.parent.name for path in (root / "templates").glob("*/*.yaml"))
    return tuple(sorted({*folders} - listed)) if answers else ()


def _of(root: Path, settings: Mapping[str, Any]) -> list[Finding]:
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
