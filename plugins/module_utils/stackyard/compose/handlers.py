"""Checks that the handler a template names is really there, before Lambda finds out at the first call.

The source is parsed, never imported.
"""

from __future__ import annotations

from pathlib import Path

from ..errors import StackyardError
from .fragments import Fragment, literal
from .handler_names import binds
from .sources import FunctionFolder


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
    file, root = f"{fragment.folder.place}/{module}.py", _repository(fragment.folder)
    if not binds(name, source, file, literal(fragment.properties, "Runtime"), root):
        raise StackyardError(
            f"{file}: has no function {name}",
            given=f"{place} says Handler: {handler}",
            remedy=f"write `def {name}(event, context):` in it",
        )
    return handler


def _repository(folder: FunctionFolder) -> Path:
    """Give the root of the repository, which ``place`` is relative to."""
    return folder.folder.parents[folder.place.count("/")]
