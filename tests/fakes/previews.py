"""A CloudFormation that answers questions: change sets are made, described and deleted, and never executed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError


def refusal(code: str, message: str, operation: str = "CreateChangeSet") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@dataclass
class AskedCloudFormation:
    """``answers``: the ``ResourceChange`` entries by stack name, or why CloudFormation refuses.

    ``shells`` are stacks in review, ``change_sets`` what there is of those: both must be empty after a preview.
    """

    templates: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, list[dict[str, Any]] | str | Exception] = field(default_factory=dict)
    shells: set[str] = field(default_factory=set)
    change_sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    on_look: Callable[[str], str] = lambda _name: "CREATE_COMPLETE"
    shell_status: str = "REVIEW_IN_PROGRESS"
    strangers: list[dict[str, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get_template(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        return {"TemplateBody": self.templates[StackName]}

    def create_change_set(self, **request: Any) -> dict[str, str]:
        answer = self.answers.get(request["StackName"], [])
        with self._lock:
            self.asked.append(request)
            if isinstance(answer, Exception):
                raise answer
            self.change_sets[request["ChangeSetName"]] = request
            if request["ChangeSetType"] == "CREATE":
                self.shells.add(request["StackName"])
        return {"Id": f"arn:{request['ChangeSetName']}", "StackId": f"id-of-{request['StackName']}"}

    def describe_change_set(
        self,
        StackName: str,  # noqa: N803
        ChangeSetName: str,  # noqa: N803
        IncludePropertyValues: bool,  # noqa: N803
    ) -> dict[str, Any]:
        assert IncludePropertyValues
        assert ChangeSetName in self.change_sets
        answer = self.answers.get(StackName, [])
        if isinstance(answer, str):
            return {"Status": "FAILED", "StatusReason": answer}
        assert not isinstance(answer, Exception)
        return {"Status": self.on_look(StackName), "Changes": [{"ResourceChange": one} for one in answer]}

    def delete_change_set(self, StackName: str, ChangeSetName: str) -> None:  # noqa: N803
        if ChangeSetName not in self.change_sets:
            raise refusal("ValidationError", f"Stack [{StackName}] does not exist", "DeleteChangeSet")
        del self.change_sets[ChangeSetName]

    def list_change_sets(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        assert StackName.removeprefix("id-of-") in self.shells
        return {"Summaries": self.strangers}

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803
        name = StackName.removeprefix("id-of-")
        if name not in self.shells:
            raise refusal("ValidationError", f"Stack with id {StackName} does not exist", "DescribeStacks")
        return {"Stacks": [{"StackName": name, "StackId": f"id-of-{name}", "StackStatus": self.shell_status}]}

    def delete_stack(self, StackName: str) -> None:  # noqa: N803
        self.shells.remove(StackName.removeprefix("id-of-"))

    def get_paginator(self, operation: str) -> _Pages:
        return _Pages(getattr(self, operation))


class _Pages:
    """A paginator of one page."""

    def __init__(self, operation: Callable[..., dict[str, Any]]) -> None:
        self.operation = operation

    def paginate(self, **arguments: Any) -> Iterator[dict[str, Any]]:
        yield self.operation(**arguments)
