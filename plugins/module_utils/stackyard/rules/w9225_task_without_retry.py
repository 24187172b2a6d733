"""A task that calls a function once: Lambda itself fails a few calls in a million, and throttles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .document import Document
from .rule import Found, KitRule
from .states import State, states

_COVERS_ALL = {"States.ALL", "States.TaskFailed"}
_OF_LAMBDA = ("Lambda.ServiceException", "Lambda.TooManyRequestsException", "Lambda.SdkClientException")


class TaskWithoutRetry(KitRule):
    """Flags tasks that call a function and do not try again after what Lambda itself fails with."""

    id = "W9225"
    shortdesc = "Lambda fails or throttles a call now and then, and a task that is not tried again ends its execution"
    remedy = f"write `Retry` with ErrorEquals [{', '.join(_OF_LAMBDA)}] and JitterStrategy FULL"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each task that names a function."""
        for state in states(document):
            if state.body.get("Type") == "Task" and _calls_function(document, state):
                missing = [error for error in _OF_LAMBDA if error not in _retried(state)]
                if missing and not _COVERS_ALL & _retried(state):
                    message = (
                        f"the task {state.name} of {state.machine.name} is not tried again after {', '.join(missing)}"
                    )
                    yield Found(state.path, message)


def _calls_function(document: Document, state: State) -> bool:
    """Whether a task calls Lambda: by its integration, by an ARN, or by a substitution that is a function's ARN."""
    resource = state.body.get("Resource")
    if not isinstance(resource, str):
        named = document.resource(resource)
    elif "lambda:invoke" in resource or ":function:" in resource:
        return True
    else:
        substitutions = state.machine.properties.get("DefinitionSubstitutions", {})
        name = resource.removeprefix("${").removesuffix("}")
        given = substitutions.get(name) if isinstance(substitutions, Mapping) else None
        if "lambda:invoke" in str(given):
            return True
        named = document.resource(given) or document.resource({"Fn::Sub": resource})
    return named is not None and named.kind in ("AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version")


def _retried(state: State) -> set[str]:
    retries = state.body.get("Retry")
    rules = [one for one in retries if isinstance(one, Mapping)] if isinstance(retries, list) else []
    listed = [one["ErrorEquals"] for one in rules if isinstance(one.get("ErrorEquals"), list)]
    return {str(error) for errors in listed for error in errors}
