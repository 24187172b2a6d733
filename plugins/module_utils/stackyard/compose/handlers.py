"""Checks that the handler a template names is really there, before Lambda finds out at the first call.

The source is parsed, never imported: a deployment machine need not have the function's packages.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..errors import StackyardError
from .fragments import Fragment


def check_handler(fragment: Fragment) -> str:
    """Check ``Handler: module.name`` of a fragment's function and return it.

    Raises ``StackyardError`` when the property, the module or the name in it is missing, or the module does not parse.
    """
    handler = fragment.properties.get("Handler")
    place = fragment.document.place("Resources", fragment.logical_id, "Properties", "Handler")
    module, _, name = str(handler).rpartition(".")
    if not isinstance(handler, str) or not module.isidentifier() or not name.isidentifier():
        raise StackyardError(
            f"{place}: Handler does not name a module and a function in it",
            given=repr(handler),
            remedy="write `Handler: handler.handler`",
        )
    source = fragment.folder.modules.get(module)
    if source is None:
        raise StackyardError(
            f"{place}: the handler's module is missing",
            given=f"{handler}, but there is no {fragment.folder.place}/{module}.py",
            remedy=f"write {module}.py, or correct Handler",
        )
    defined = set(names_bound(parse(source, f"{fragment.folder.place}/{module}.py")))
    if name not in defined:
        raise StackyardError(
            f"{fragment.folder.place}/{module}.py: has no function {name}",
            given=f"{place} says Handler: {handler}",
            remedy=f"write `def {name}(event, context):` in it",
        )
    return handler


def parse(source: str, place: str) -> ast.Module:
    """Parse Python source; ``place`` is its file. Raises ``StackyardError`` with file and line."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        given = (error.text or "").strip()
        raise StackyardError(
            f"{place}:{error.lineno or 1}: {error.msg}", given=given, remedy="correct the syntax"
        ) from None
    except ValueError as error:  # null bytes
        raise StackyardError(f"{place}:1: is no Python source", given=str(error), remedy="write it again") from None


def names_bound(tree: ast.Module) -> Iterator[str]:
    """Give every name that a module binds at its top level (``if`` and ``try`` blocks included)."""
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
