"""Reads ``schemas/*.yaml``: every setting and every option of a command, with the rule that its value obeys.

Ansible takes any variable and says nothing; the environment is then deployed with the default that somebody meant to
change. So each variable is declared once, in the file that is named like the one of ``group_vars/all`` which sets it,
and a team that adds a variable adds its declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from ..errors import StackyardError
from ..files import read_text, relative
from ..settings.written import refuse_twice
from .words import resolved

FOLDER = "schemas"
ANSIBLES_OWN = "ansible_"  # what its own settings begin with; it reads and checks them itself
_KINDS: Mapping[str, type] = {"settings": dict, "options": dict, "$defs": dict, "required": list}
_SECTIONS = tuple(_KINDS)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# What a rule may say. JSON Schema itself ignores what it does not know, and a misspelt word would judge nothing.
_WORDS = frozenset({*Draft202012Validator.VALIDATORS, "description", "title", "examples", "$comment", "then", "else"})


@dataclass(frozen=True)
class Setting:
    """A declared variable: its rule (JSON Schema), the file that declares it, whether only ``-e`` gives it."""

    name: str
    rule: Mapping[str, Any]
    group: str
    option: bool = False

    @property
    def description(self) -> str:
        """What the declaration itself says of it; empty where a comment in ``group_vars`` does."""
        return str(self.rule.get("description", ""))


@dataclass(frozen=True)
class Schema:
    """All declared variables by name; ``inputs`` are those of roles, which Ansible checks by their argument specs.

    ``required`` are those that the repository itself cannot set for everybody, so that each environment has to.
    """

    settings: Mapping[str, Setting]
    shared: Mapping[str, Any] = field(default_factory=dict)
    inputs: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that something reads."""
        return frozenset(self.settings) | self.inputs

    def knows(self, name: str) -> bool:
        """Whether a variable of this name means anything."""
        return name in self.names or name.startswith(ANSIBLES_OWN)

    def validator(self, name: str) -> Draft202012Validator:
        """Give what judges values of a declared variable."""
        return Draft202012Validator({**self.settings[name].rule, "$defs": self.shared})

    def is_collection(self, name: str) -> bool:
        """Whether a declared variable is a list or a mapping."""
        return resolved(self.settings[name].rule, self.shared).get("type") in ("array", "object")

    @classmethod
    def read(cls, root: Path) -> Schema:
        """Read a repository's declarations. Raises ``StackyardError`` where they are none, or declare one twice."""
        settings: dict[str, Setting] = {}
        shared: dict[str, Any] = {}
        required: set[str] = set()
        for path in sorted(path for path in (root / FOLDER).glob("*") if path.suffix in (".yaml", ".yml")):
            document = _document(path, root)
            if twice := set(shared) & set(document["$defs"]):
                raise _wrong(path, root, f"$defs of another file have {', '.join(sorted(twice))}, too")
            shared |= document["$defs"]
            required |= set(document["required"])
            for setting in _declared(path, document):
                if setting.name in settings:
                    raise _wrong(path, root, f"{setting.name} is declared in {settings[setting.name].group}.yaml, too")
                settings[setting.name] = setting
        schema = cls(settings, shared, frozenset(_inputs_of_roles(root)), frozenset(required))
        schema.check(root)
        return schema

    def check(self, root: Path) -> None:
        """Refuse rules that are no JSON Schema, and names that Ansible does not take. Raises ``StackyardError``."""
        for setting in self.settings.values():
            path = root / FOLDER / f"{setting.group}.yaml"
            if not _NAME.fullmatch(setting.name):
                raise _wrong(path, root, f"{setting.name!r} is no name of a variable")
            if not isinstance(setting.rule, dict):
                raise _wrong(path, root, f"{setting.name}: no mapping, such as {{type: string}}")
            try:
                Draft202012Validator.check_schema(setting.rule)
            except SchemaError as error:
                raise _wrong(path, root, f"{setting.name}: {error.message}") from None
            if unknown := sorted(set(map(str, setting.rule)) - _WORDS):
                raise _wrong(path, root, f"{setting.name}: {', '.join(unknown)} is no word of JSON Schema")
            for reference in sorted(set(_references(setting.rule)) - {f"#/$defs/{name}" for name in self.shared}):
                raise _wrong(path, root, f"{setting.name}: there is no {reference} in $defs")
        if unknown := sorted(self.required - set(self.settings)):
            raise _wrong(root / FOLDER, root, f"required, but not declared: {', '.join(unknown)}")


def _document(path: Path, root: Path) -> Mapping[str, Any]:
    try:
        text = read_text(path, root)
        document = yaml.load(text, Loader=_LOADER) or {}  # noqa: S506 - both are safe ones
        refuse_twice(yaml.compose(text, Loader=_LOADER), name := relative(path, root), name)
    except yaml.YAMLError as error:
        raise _wrong(path, root, " ".join(str(error).split())) from None
    if not isinstance(document, dict) or set(document) - set(_SECTIONS):
        raise _wrong(path, root, f"sections are {', '.join(_SECTIONS)}")
    document = {section: document.get(section) or _KINDS[section]() for section in _SECTIONS}
    for section, kind in _KINDS.items():
        if not isinstance(document[section], kind):
            raise _wrong(path, root, f"{section} is no {'list' if kind is list else 'mapping'}")
    if strange := [one for one in document["required"] if not isinstance(one, str)]:
        raise _wrong(path, root, f"required: {strange[0]!r} is no name of a setting")
    for name, rule in document["$defs"].items():
        if not isinstance(rule, dict):
            raise _wrong(path, root, f"$defs: {name}: no mapping, such as {{type: string}}")
    return document


def _references(rule: Any) -> Iterator[str]:
    """Give everything that a rule refers to."""
    if isinstance(rule, dict):
        yield from (str(value) for key, value in rule.items() if key == "$ref")
    for part in rule.values() if isinstance(rule, dict) else rule if isinstance(rule, list) else ():
        yield from _references(part)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _declared(path: Path, document: Mapping[str, Any]) -> Iterator[Setting]:
    for section in ("settings", "options"):
        for name, rule in document[section].items():
            yield Setting(str(name), {} if rule is None else rule, path.stem, option=section == "options")


def _inputs_of_roles(root: Path) -> Iterator[str]:
    """Give what roles declare as theirs, in argument specs and defaults."""
    for path in (root / "roles").glob("*/meta/argument_specs.yml"):
        specs = yaml.load(path.read_bytes(), Loader=_LOADER) or {}  # noqa: S506 - see above
        for entry in (specs.get("argument_specs") or {}).values():
            yield from (name for name in entry.get("options") or {} if name.startswith(f"{path.parents[1].name}_"))
    for path in (root / "roles").glob("*/defaults/main.yml"):
        yield from yaml.load(path.read_bytes(), Loader=_LOADER) or {}  # noqa: S506 - see above


def _wrong(path: Path, root: Path, what: str) -> StackyardError:
    return StackyardError(
        f"{relative(path, root)} does not declare settings as it should",
        given=what,
        remedy="compare it with the others there; a rule is written in the words of JSON Schema",
    )
