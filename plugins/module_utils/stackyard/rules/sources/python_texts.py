"""Texts in Python sources, put together as the program would: f-strings, sums, ``join``, ``format`` and ``%``.

Docstrings and comments are for people, and left out. A name that a module gives one text, once, stands for that text.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from ...errors import StackyardError
from ..text_rule import PARTITIONS
from .model import PARTITION, SERVICE, UNKNOWN, SourceText

_FIELD = "{}"


def python_texts(source: str, place: str) -> Iterator[SourceText]:
    """Give the texts of a module; raises ``StackyardError`` with file and line where it is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        problem = f"{place}:{error.lineno or 1}: {error.msg}"
        raise StackyardError(problem, given=(error.text or "").strip(), remedy="correct the syntax") from None
    yield from _Texts(tree).of(tree)


class _Texts:
    def __init__(self, tree: ast.Module) -> None:
        self.constants = _constants(tree)
        self.principals: set[ast.expr] = set()  # each is given once, with its name

    def of(self, node: ast.AST) -> Iterator[SourceText]:
        """Give the texts in a node, the widest that can be put together; whatever is only said is left out."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        yield from self._named(node)
        if node in self.principals:
            return
        if isinstance(node, ast.Name):  # its text stands where it gets it
            return
        if isinstance(node, ast.expr) and (text := self.spelled(node)) is not None:
            yield SourceText(node.lineno, text)
            yield from self._inside(node)
            return
        for child in ast.iter_child_nodes(node):
            yield from self.of(child)

    def _inside(self, node: ast.expr) -> Iterator[SourceText]:
        """Texts within what a text is put together of: in the calls of an f-string, or the arguments of ``join``."""
        for child in ast.walk(node):
            if isinstance(child, ast.FormattedValue) and self.spelled(child.value) is None:
                yield from self.of(child.value)

    def _named(self, node: ast.AST) -> Iterator[SourceText]:
        """Give partitions that are written under such a name, or compared with one, and principals under theirs."""
        for name, value in _pairs(node):
            for one in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
                kept = SERVICE if name == SERVICE else PARTITION if name.lower().endswith(PARTITION) else ""
                if kept and (text := self.spelled(one)) is not None:
                    self.principals |= {one} if kept == SERVICE else set()
                    yield SourceText(one.lineno, f"{kept}: {text}")

    def spelled(self, node: ast.expr) -> str | None:
        """The text that an expression makes; ``None`` where it makes none, or nobody can tell."""
        if isinstance(node, ast.Constant):
            value = node.value.decode(errors="replace") if isinstance(node.value, bytes) else node.value
            return value if isinstance(value, str) else None
        if isinstance(node, ast.Name):
            return self.constants.get(node.id)
        write = _WRITERS.get(type(node))
        return write(self, node) if write else None

    def part(self, node: ast.expr) -> str:
        """A part of a text, by a mark where it is not known."""
        text = self.spelled(node)
        return UNKNOWN if text is None else text

    def interpolated(self, node: ast.expr) -> str | None:
        """An f-string."""
        values = node.values if isinstance(node, ast.JoinedStr) else []
        return "".join(self.part(one.value if isinstance(one, ast.FormattedValue) else one) for one in values)

    def operated(self, node: ast.expr) -> str | None:
        """A sum of texts, or a text with ``%``."""
        if not isinstance(node, ast.BinOp):
            return None
        left, right = self.spelled(node.left), self.spelled(node.right)
        if isinstance(node.op, ast.Add) and (left, right) != (None, None):
            return self.part(node.left) + self.part(node.right)
        if isinstance(node.op, ast.Mod) and left is not None:
            if isinstance(node.right, ast.Dict):
                return self._named_fields(left, node.right)
            given = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            return self._filled(left, "%s", given)
        return None

    def called(self, node: ast.expr) -> str | None:
        """``", ".join([...])`` and ``"...".format(...)``."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return None
        text, method = self.spelled(node.func.value), node.func.attr
        if text is None:
            return None
        if method == "format":
            for name, value in (*((word.arg, word.value) for word in node.keywords), *enumerate(node.args)):
                text = text.replace(f"{{{name}}}", self.part(value))
            return self._filled(text, _FIELD, node.args)
        listed = node.args[0] if len(node.args) == 1 else None
        if method == "join" and isinstance(listed, ast.List | ast.Tuple):
            return text.join(map(self.part, listed.elts))
        return None

    def _named_fields(self, text: str, given: ast.Dict) -> str:
        for key, value in zip(given.keys, given.values, strict=True):
            text = text.replace(f"%({self.spelled(key) if key else None})s", self.part(value))
        return text

    def _filled(self, text: str, mark: str, given: Sequence[ast.expr]) -> str:
        for one in given:
            text = text.replace(mark, self.part(one), 1)
        return text


_WRITERS: Mapping[type[ast.expr], Callable[[_Texts, ast.expr], str | None]] = {
    ast.JoinedStr: _Texts.interpolated,
    ast.BinOp: _Texts.operated,
    ast.Call: _Texts.called,
}


def _constants(tree: ast.Module) -> dict[str, str]:
    """Give names of the module that get one text, once."""
    given = [
        (target.id, node.value)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    stored = Counter(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    return {
        name: value.value
        for name, value in given
        if stored[name] == 1 and isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names and the values that they get, or are compared with."""
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg, node.value
    elif isinstance(node, ast.Dict):
        keys = (key.value if isinstance(key, ast.Constant) else "" for key in node.keys)
        yield from ((str(key), value) for key, value in zip(keys, node.values, strict=True))
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            yield from _unpacked(target, node.value)
    elif isinstance(node, ast.Compare) and len(node.comparators) == 1:
        other = node.comparators[0]
        several = other.elts if isinstance(other, ast.List | ast.Set | ast.Tuple) else [other]
        yield from ((_name(node.left), value) for value in several)
    elif isinstance(node, ast.arguments):
        plain = [*node.posonlyargs, *node.args]
        defaults = zip(plain[len(plain) - len(node.defaults) :], node.defaults, strict=True)
        named = ((one, value) for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value)
        yield from ((one.arg, value) for one, value in (*defaults, *named))
    elif isinstance(node, ast.expr):
        yield from _otherwise(node)


def _unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Names and values of an assignment, those of ``a, b = 1, 2`` one by one."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        yield from ((_name(one), other) for one, other in zip(target.elts, value.elts, strict=True))
    else:
        yield _name(target), value


def _otherwise(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What holds where nothing else is given: ``environ.get("PARTITION", "aws")``, ``partition or "aws"``.

    A choice between two texts is one of partitions where one of them is the name of one, and no other word.
    """
    if isinstance(node, ast.Call) and len(node.args) > 1:
        yield _name(node.args[0]), node.args[1]
    elif isinstance(node, ast.BoolOp):
        asked = node.values[0]
        name = _name(asked.args[0]) if isinstance(asked, ast.Call) and asked.args else _name(asked)
        yield from ((name, value) for value in node.values[1:])
    elif isinstance(node, ast.IfExp):
        values = (node.body, node.orelse)
        if any(isinstance(one, ast.Constant) and one.value in PARTITIONS[1:] for one in values):
            yield from ((PARTITION, one) for one in values)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
