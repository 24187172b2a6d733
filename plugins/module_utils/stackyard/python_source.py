"""Reads Python source without importing it: a deployment machine need not have the packages of any function."""

from __future__ import annotations

import ast
import platform
from collections.abc import Iterator

from .errors import StackyardError


def parse(source: str, place: str) -> ast.Module:
    """Parse a module; ``place`` is its file. Raises ``StackyardError`` with file and line.

    The grammar is that of the Python the kit runs on, which may be older than a function's runtime; the error says so.
    """
    try:
        tree = ast.parse(source)
        compile(tree, place, "exec", dont_inherit=True)  # finds what the grammar alone does not: `return` outside, ...
    except SyntaxError as error:
        raise StackyardError(
            f"{place}:{error.lineno or 1}: {error.msg}",
            given=f"{(error.text or '').strip()} (read by Python {platform.python_version()})",
            remedy="correct the syntax",
        ) from None
    except (ValueError, RecursionError) as error:  # null bytes; expressions nested beyond all measure
        raise StackyardError(f"{place}:1: is no Python source", given=str(error), remedy="write it again") from None
    return tree


def names_bound(tree: ast.Module) -> Iterator[str]:
    """Give every name that a module binds at its top level (``if``, ``try`` and ``with`` blocks included)."""
    blocks = list(tree.body)
    while blocks:
        statement = blocks.pop(0)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.If | ast.Try | ast.With):
            blocks.extend(child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt))
            blocks.extend(child for handler in getattr(statement, "handlers", []) for child in handler.body)
        else:
            yield from _assigned(statement)


def _assigned(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def imports(tree: ast.Module, package: str = "") -> Iterator[tuple[str, str, int]]:
    """Give what a module imports as ``(module, name, line)``; ``name`` is "" for a plain ``import module``.

    Relative imports are resolved against ``package``, the dotted name of the package that holds the module. What only
    type checkers import is left out.
    """
    nodes: list[ast.AST] = list(tree.body)
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            yield from ((module, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            nodes.extend(node.orelse)
        else:
            nodes.extend(ast.iter_child_nodes(node))


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"
