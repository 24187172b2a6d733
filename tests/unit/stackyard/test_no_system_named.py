"""The kit's code names no system: what it can do for one it can do for the next.

Prose may give examples (comments, docstrings, help texts); what runs may not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
KIT_TEMPLATES = {"account", "foundation"}
SYSTEMS = sorted({path.name for path in (ROOT / "templates").glob("*/")} - KIT_TEMPLATES)
NAMED = re.compile(rf"(?i)(?<![a-z])({'|'.join(SYSTEMS)})(?![a-z])")
# What a system brings along in folders that it shares with the kit: its own roles, actions, settings...
OF_A_SYSTEM = re.compile(rf"({'|'.join(SYSTEMS)})[_./]")
# ... its playbooks and its users' clients.
PLAYBOOKS = {
    "stop.yml",
    "resume.yml",
    "deploy.yml",
    "destroy.yml",
    "status.yml",
    "local.yml",
    "logs.yml",
    "drift.yml",
    "rollback.yml",
}
CLIENTS = re.compile(r"\.sh$")
_HEREDOC = re.compile(r"<<-?'?(\w+)'?.*?^\s*\1$", re.MULTILINE | re.DOTALL)


def kit_files() -> Iterator[Path]:
    folders = ("plugins/module_utils/stackyard", "plugins/action", "plugins/callback", "plugins/filter", "embedded")
    for path in (found for folder in folders for found in (ROOT / folder).rglob("*")):
        if path.is_file() and path.suffix in {".py", ".yaml", ".yml", ".j2", ".js", ".css"}:
            yield path
    yield from (path for path in (ROOT / "roles").rglob("*.yml"))
    yield from (path for path in (ROOT / "playbooks").glob("*.yml") if path.name in PLAYBOOKS)
    yield from (ROOT / "group_vars").rglob("*.yml")
    yield from (ROOT / "schemas").glob("*.yaml")
    yield from (ROOT / "templates").glob("[af]*/*.yaml")
    yield from (ROOT / "lambdas/shared").rglob("*.py")
    yield from (path for path in (ROOT / "bin").iterdir() if path.name != "lib.sh" and not CLIENTS.search(path.name))
    yield from (ROOT / "inventory.yml", ROOT / "bin/lib.sh")


def is_a_systems_own(path: Path) -> bool:
    return any(OF_A_SYSTEM.match(f"{part}/") for part in path.relative_to(ROOT).parts)


# The one place that lists what there is.
LISTED = {"group_vars/all/systems.yml": {"stackyard_own_systems", "stackyard_systems", "stackyard_template_folders"}}
FILES = {str(path.relative_to(ROOT)): path for path in kit_files() if not is_a_systems_own(path)}


def code_of(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Give what runs of a file, with the place it stands at."""
    if name.endswith(".py"):
        yield from python_code(text)
    elif name.endswith((".yml", ".yaml")):
        for document in yaml.load_all(text, Loader=_Plain):
            yield from yaml_code(document, "", LISTED.get(name, set()))
    elif name.startswith("bin/"):
        lines = _HEREDOC.sub("", text).splitlines()
        yield from ((str(number), re.sub(r"(^|\s)#.*", "", line)) for number, line in enumerate(lines, 1))
    else:
        yield "", text


def python_code(text: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(text)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        place = str(getattr(node, "lineno", ""))
        for value in vars(node).values():
            if isinstance(value, str) and not (isinstance(node, ast.Constant) and id(node) in prose):
                yield place, value


def yaml_code(value: Any, place: str, listed: set[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield place, str(key)
            if key not in listed and key not in {"description", "short_description"}:
                yield from yaml_code(inner, f"{place}.{key}", set())
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from yaml_code(inner, f"{place}[{number}]", set())
    else:
        yield place, str(value)


class _Plain(yaml.SafeLoader):
    """Takes the tags of CloudFormation and of Ansible for what they hold."""


def _untagged(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Plain.add_multi_constructor("!", _untagged)


def named(name: str, text: str) -> list[str]:
    return [f"{name}:{place}: {code.strip()}" for place, code in code_of(name, text) if NAMED.search(code)]


def test_there_are_systems_to_look_for() -> None:
    assert "trainings" in SYSTEMS
    assert len(FILES) > 300


def test_kit__names_no_system() -> None:
    assert [line for name, path in FILES.items() for line in named(name, path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "from trainings_ops import x\n"),
        ("a.py", 'prefix = f"{root}/trainings/"\n'),
        ("a.py", "def f(trainings): ...\n"),
        ("a.yml", "when: system == 'trainings'\n"),
        ("a.yml", "trainings_zone: x\n"),
        ("a.yaml", "Value: !Sub ${A}-trainings\n"),
        ("bin/a", "exec python -m trainings_ops.api\n"),
    ],
)
def test_code_that_names_a_system__is_found(name: str, text: str) -> None:
    assert named(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", '"""Such as trainings."""\n# trainings\nx = 1\n'),
        ("a.yml", "# as trainings\ndescription: trainings\n"),
        ("bin/a", "cat <<'HELP'\ntrainings/get_test\nHELP\n# trainings\n"),
    ],
)
def test_prose_that_names_a_system__is_fine(name: str, text: str) -> None:
    assert named(name, text) == []
