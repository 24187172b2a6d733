"""A function without a log group of its own in the template: Lambda makes one then, and keeps its events for ever."""

from __future__ import annotations

from collections.abc import Iterator

from .callers import FUNCTION
from .document import Document, Possible, Resource, spelled
from .rule import Found, KitRule

_LOG_GROUP = "AWS::Logs::LogGroup"


class FunctionWithoutLogGroup(KitRule):
    """Flags functions whose log group is not declared, or is declared but not named by the function."""

    id = "W9201"
    shortdesc = "Lambda makes the log group of a function that names none, keeps it for ever, and leaves it behind"
    remedy = "declare an AWS::Logs::LogGroup with RetentionInDays and name it by `LoggingConfig: {LogGroup: !Ref ...}`"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at what each function says of its log group."""
        for function in document.resources(FUNCTION):
            named = list(document.possible(function, "LoggingConfig", "LogGroup"))
            if not named:
                yield Found(function.path, f"{function.name} does not name its log group")
            for one in named:
                yield from self._of(document, function, one)

    def _of(self, document: Document, function: Resource, named: Possible) -> Iterator[Found]:
        resource = document.resource(named.value)
        if resource is not None and resource.kind != _LOG_GROUP:
            yield Found(named.path, f"{function.name} logs to {resource.name}, which is no log group")
        elif resource is None and isinstance(named.value, str) and not _is_declared(document, named.value):
            yield Found(named.path, f"{function.name} logs to {named.value}, which the template does not declare")


def _is_declared(document: Document, name: str) -> bool:
    groups = document.resources(_LOG_GROUP)
    return any(spelled(one.value) == name for group in groups for one in document.possible(group, "LogGroupName"))
