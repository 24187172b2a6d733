"""What every action plugin of the kit shares, so that each of them is only a face of the library.

An action declares its arguments and turns them into one call of the library; this base checks the arguments, strips
Ansible's tags from them, makes the target, and tells a ``StackyardError`` as a failed task without a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from ansible.plugins.action import ActionBase
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from .errors import StackyardError
from .files import explain as explain_files
from .refusals import explain
from .target import Target


class StackyardAction(ActionBase):  # type: ignore[misc]  # Ansible ships no types
    """Base of the action plugins: subclasses set ``argument_spec`` and write ``work``."""

    _requires_connection = False
    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {}

    def work(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Do the task with its checked arguments; return the task's result (plain facts and ``changed``)."""
        raise NotImplementedError

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ansible's entry point: validate, work, and turn a known fault into ``failed``."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        _, arguments = self.validate_argument_spec(argument_spec=self.argument_spec)
        self.task_vars = task_vars or {}
        try:
            return result | self.work(plain(arguments))
        except StackyardError as error:
            return result | {"failed": True, "msg": str(error)}
        except (BotoCoreError, ClientError, ResponseParserError) as error:  # first: some are OSErrors, too
            if not arguments.get("target"):
                raise
            return result | {"failed": True, "msg": str(explain(error, self.target(plain(arguments))))}
        except OSError as error:
            explained = explain_files(error)
            if not explained:
                raise
            return result | {"failed": True, "msg": str(explained)}

    @property
    def check_mode(self) -> bool:
        """Whether nothing may be written (``--check``)."""
        return bool(self._task.check_mode)

    @property
    def diff_mode(self) -> bool:
        """Whether the changes are to be shown (``--diff``)."""
        return bool(self._task.diff)

    @staticmethod
    def target(arguments: Mapping[str, Any]) -> Target:
        """Make the target from the argument ``target`` (see ``docs/architecture.md``)."""
        return Target.from_mapping(arguments["target"])


def plain(value: Any) -> Any:
    """Copy Ansible's tagged and lazy values into ordinary Python ones, which YAML and boto3 can write."""
    if value is None or isinstance(value, bool | bytes | date):
        return value
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    return value
