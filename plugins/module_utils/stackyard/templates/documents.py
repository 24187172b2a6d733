"""Reads and writes CloudFormation documents in YAML.

PyYAML parses and emits; this module only teaches it CloudFormation's dialect: short tags (``!Ref``) become their long
form, dates and times of day stay text, a key that stands twice is refused, and each mapping remembers the lines of its
keys so that errors can name a place. cfn-lint's decoder does the same but takes two seconds to import.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ..errors import StackyardError
from ..files import read_text, relative
from .yaml_limits import check_limits

try:  # libyaml is ten times faster, and every wheel of PyYAML carries it
    from yaml import CSafeDumper as BaseDumper
    from yaml import CSafeLoader as BaseLoader
except ImportError:  # pragma: no cover  # a PyYAML built from source without libyaml
    from yaml import SafeDumper as BaseDumper  # type: ignore[assignment]
    from yaml import SafeLoader as BaseLoader  # type: ignore[assignment]

_WITHOUT_PREFIX = frozenset({"Ref", "Condition"})
_FAR_TOO_WIDE = 4096  # never fold a line: an ARN or an expression stays in one piece


class Section(dict[str, Any]):
    """A mapping that knows where it stands: ``name`` of its file and the line of each key."""

    def __init__(self, name: str = "", line: int = 1) -> None:
        super().__init__()
        self.name = name
        self.line = line
        self.lines: dict[str, int] = {}

    def place(self, *path: str) -> str:
        """``file:line`` of the key at the end of ``path``, or of the nearest one above it that is there."""
        section, line = self, self.line
        for key in path:
            line = section.lines.get(key, line)
            inner = section.get(key)
            if not isinstance(inner, Section):
                break
            section = inner
        return f"{self.name}:{line}"


def load(text: str, name: str) -> Section:
    """Parse one document; ``name`` is what errors call it (a path relative to the repository).

    Raises ``StackyardError`` when it is no YAML, holds a key twice, or is not a mapping.
    """
    try:
        check_limits(_Loader(text))
        loader = _Loader(text)
        loader.document_name = name
        document = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        raise _not_readable(error, name) from None
    except yaml.YAMLError as error:
        raise StackyardError(
            f"{name}: is no YAML", given=str(error), remedy="save the file as plain UTF-8 text"
        ) from None
    if not isinstance(document, Section):
        raise StackyardError(
            f"{name}:1: holds no sections",
            given=f"{type(document).__name__}: {str(document)[:80]}",
            remedy="begin with a section such as `Resources:` or `paths:`",
        )
    return document


def read(path: Path, root: Path) -> Section:
    """Parse the file at ``path``; errors name it relative to ``root``. Raises what ``load`` raises."""
    return load(read_text(path, root), relative(path, root))


def dump(document: dict[str, Any]) -> str:
    """Write a document; equal documents with equal key order give equal text."""
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_FAR_TOO_WIDE, default_flow_style=False
    )
    return text


class _Loader(BaseLoader):
    """PyYAML's safe loader, with CloudFormation's dialect registered below."""

    document_name = ""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Build one value; what PyYAML's constructors trip over (``!!int abc``) is told with its place, too."""
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, LookupError, TypeError, AttributeError):
            problem = f"this value is no {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


class _Dumper(BaseDumper):
    """PyYAML's safe dumper, without anchors: CloudFormation's own tools do not all follow them."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # the signature is PyYAML's
        return True


def _not_readable(error: yaml.MarkedYAMLError, name: str) -> StackyardError:
    """Turn PyYAML's error with marks into ours with a place."""
    mark = error.problem_mark or error.context_mark
    place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    problem = error.problem or "is no YAML"
    context = f" ({error.context})" if error.context else ""
    return StackyardError(f"{place}: {problem}{context}", remedy=f"correct the YAML in {name}")


def _section(loader: _Loader, node: yaml.MappingNode) -> Section:
    """Build a mapping, refusing a key that stands twice (PyYAML keeps the last one silently)."""
    section = Section(loader.document_name, node.start_mark.line + 1)
    for key_node, _ in node.value:
        if key_node.tag != "tag:yaml.org,2002:merge":
            _note_key(section, key_node)
    loader.flatten_mapping(node)
    for key_node, value_node in node.value:
        # The text as written: `on:` is a key named "on", and `200:` one named "200".
        section[key_node.value] = loader.construct_object(value_node, deep=True)
    return section


def _note_key(section: Section, node: yaml.Node) -> None:
    """Remember the line of a key; raise PyYAML's kind of error when it cannot stand there."""
    if not isinstance(node, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", node.start_mark)
    if node.value in section.lines:
        context = f"the first one is in line {section.lines[node.value]}"
        problem = f"the key '{node.value}' stands here a second time"
        raise yaml.constructor.ConstructorError(context, None, problem, node.start_mark)
    section.lines[node.value] = node.start_mark.line + 1


def _short_tag(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    """Turn ``!GetAtt A.B`` into ``{"Fn::GetAtt": ["A", "B"]}``, and every other short tag likewise."""
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = _section(loader, node) if isinstance(node, yaml.MappingNode) else None
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    section = Section(loader.document_name, node.start_mark.line + 1)
    section[suffix if suffix in _WITHOUT_PREFIX else f"Fn::{suffix}"] = value
    return section


def _integer(loader: _Loader, node: yaml.ScalarNode) -> Any:
    """Integers as ever, but ``23:00`` is a time of day and not 1,380 as YAML 1.1 has it."""
    if ":" in node.value:
        return loader.construct_scalar(node)
    return loader.construct_yaml_int(node)


def _text(loader: _Loader, node: yaml.ScalarNode) -> Any:
    return loader.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:map", _section)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
# `Version: 2012-10-17` is the name of a policy language, not a day.
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text)
_Loader.add_multi_constructor("!", _short_tag)
_Dumper.add_representer(Section, _Dumper.represent_dict)
_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text and not text.isspace() else None
    ),
)
