"""Finds what the templates of settings look up outside of their files, or that nobody can tell.

Everything that may stand in a template is either known to depend on nothing else, or a lookup that is understood, or a
reason not to keep the result. So a template that nobody thought of costs time and is never wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

# fmt: off
_FILTERS = (frozenset(FILTERS) - {"random"}) | {
    "b64decode", "b64encode", "basename", "bool", "combine", "comment", "dict2items", "difference", "dirname",
    "extract", "flatten", "from_json", "from_yaml", "hash", "human_readable", "human_to_bytes", "intersect",
    "items2dict", "mandatory", "path_join", "product", "quote", "regex_escape", "regex_findall", "regex_replace",
    "regex_search", "split", "splitext", "subelements", "symmetric_difference", "ternary", "to_json", "to_nice_json",
    "to_nice_yaml", "to_yaml", "type_debug", "union", "zip", "zip_longest",
}
_TESTS = frozenset(TESTS) | {
    "all", "any", "contains", "falsy", "match", "regex", "search", "subset", "superset", "truthy", "version",
}
# fmt: on
_BY_NAME = {"map": _FILTERS, "select": _TESTS, "reject": _TESTS}  # take the name of a filter or test as an argument
_CALLS = frozenset({"dict", "range", "namespace"})
_LOOKUPS = frozenset({"lookup", "query", "q"})
_COMMANDS = frozenset({"uname -m"})  # the machine's architecture is part of every digest
_FACTS = frozenset({"ansible_playbook_python", "ansible_version", "ansible_connection"})
_UNDER = "ansible.builtin."


@dataclass(frozen=True)
class Lookups:
    """Environment variables by name, and files by the expression that gives their path (with the variables in it)."""

    variables: frozenset[str] = frozenset()
    files: frozenset[tuple[str, tuple[str, ...]]] = frozenset()


class Unknowable(Exception):  # noqa: N818 - no error: the answer that settings depend on more than can be seen
    """Raised where the outcome of a template depends on more than its files and what it is known to look up."""


def lookups_in(files: Iterable[Path]) -> Lookups:
    """Give what the templates in YAML files look up. Raises ``Unknowable``."""
    parser = Environment(autoescape=False)  # noqa: S701 - only parses
    variables, paths = set[str](), set[tuple[str, tuple[str, ...]]]()
    for text in (text for file in files for text in _texts(file)):
        if "{{" not in text and "{%" not in text:
            continue
        try:
            tree = parser.parse(text)
        except TemplateSyntaxError as error:
            raise Unknowable(text) from error
        for kind, found in _looked_up(tree):
            if kind == "env":
                variables.add(str(found))
            else:
                paths.add(found)
    return Lookups(frozenset(variables), frozenset(paths))


def _texts(path: Path) -> Iterator[str]:
    """Give every text of a YAML file, keys as well."""
    try:
        for event in yaml.parse(path.read_bytes()):
            if str(getattr(event, "tag", None) or "").startswith("!"):  # !vault, !unsafe
                raise Unknowable(f"{path}: has tags")
            if isinstance(event, yaml.ScalarEvent):
                if event.value.startswith("$ANSIBLE_VAULT"):
                    raise Unknowable(f"{path}: is encrypted")
                yield event.value
    except (yaml.YAMLError, OSError) as error:
        raise Unknowable(str(path)) from error


def _looked_up(tree: nodes.Template) -> Iterator[tuple[str, Any]]:
    for node in tree.find_all((nodes.Filter, nodes.Test, nodes.Call, nodes.Name)):
        if isinstance(node, nodes.Filter):
            _require(_plain(node.name), _FILTERS)
            if node.name in _BY_NAME and (node.args or node.dyn_args):
                _require(_plain(_constant(node.args[0] if node.args else None)), _BY_NAME[node.name])
        elif isinstance(node, nodes.Test):
            _require(_plain(node.name), _TESTS)
        elif isinstance(node, nodes.Name):
            if node.name.startswith("ansible_"):
                _require(node.name, _FACTS)
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            yield from _called(node, node.node.name)


def _called(node: nodes.Call, name: str) -> Iterator[tuple[str, Any]]:
    if name not in _LOOKUPS:
        _require(name, _CALLS)
        return
    kind = _plain(_constant(node.args[0] if node.args else None))
    if kind != "vars" and (node.dyn_args or node.dyn_kwargs):
        raise Unknowable(name)
    for argument in node.args[1:]:
        if kind == "env":
            yield "env", _constant(argument)
        elif kind == "file":
            yield "file", (_expression(argument), tuple(sorted({one.name for one in _names(argument)})))
        elif kind == "pipe":
            _require(_constant(argument), _COMMANDS)
    _require(kind, frozenset({"env", "file", "pipe", "vars"}))


def _names(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


def _expression(node: nodes.Node) -> str:
    """Write names, texts and their concatenations as Jinja again."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return repr(node.value)
    if isinstance(node, nodes.Concat):
        return " ~ ".join(_expression(part) for part in node.nodes)
    raise Unknowable(repr(node))


def _constant(node: nodes.Node | None) -> str:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value
    raise Unknowable(repr(node))


def _plain(name: str) -> str:
    return name.removeprefix(_UNDER)


def _require(name: str, known: frozenset[str]) -> None:
    if name not in known:
        raise Unknowable(name)
