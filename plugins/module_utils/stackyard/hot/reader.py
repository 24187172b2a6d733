"""Reads what functions are made of at one moment, after a burst of saves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..compose.handler_names import binds
from ..compose.model import ComposedFunction
from ..errors import StackyardError
from ..files import read_text, relative
from ..package.contents.function import Contents, FunctionContent
from ..package.model import Platform


class Reader:
    """Reads functions of the repository at ``root`` as they are now; shared modules are read once for all of them.

    ``contents`` makes what reads sources, ``default`` is the platform of functions that name none.
    """

    def __init__(self, root: Path, contents: Callable[[], Contents], default: Platform) -> None:
        self.root = root
        self._make, self._contents = contents, contents()
        self._default = default

    def __call__(self, function: ComposedFunction) -> FunctionContent:
        """Read a function, as far as it would start. Raises ``StackyardError``."""
        folder = Path(function.folder)
        if not folder.is_dir():
            raise StackyardError(
                f"{relative(folder, self.root)}: the folder is gone",
                remedy="run bin/deploy, which removes the function",
            )
        try:
            content = self._contents.of(function, self._default)
        except StackyardError:
            self._contents = (
                self._make()
            )  # tells a fault of a shared module only once, but the next function has it, too
            raise
        except OSError as error:  # a file that came and went
            raise StackyardError(
                f"{relative(folder, self.root)}: was changed while it was read",
                given=str(error),
                remedy="save it again",
            ) from None
        self._check_handler(content)
        return content

    def _check_handler(self, content: FunctionContent) -> None:
        """Refuse code without its handler: an editor may be between removing the file and writing it anew."""
        function = content.function
        module, _, name = function.handler.rpartition(".")
        path = Path(function.folder) / f"{module}.py"
        place = relative(path, self.root)
        if not binds(name, read_text(path, self.root), place, content.platform.runtime, self.root):
            given, remedy = f"Handler: {function.handler}", f"write `def {name}(event, context):` in it"
            raise StackyardError(f"{place}: has no function {name}", given=given, remedy=remedy)
