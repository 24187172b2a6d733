"""A Lambda whose functions have tags and concurrency: nobody reserves fewer executions than are kept warm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from tests.fakes.budgets import refusal


class KilledError(Exception):
    """The process was killed here."""


class NotThereError(ClientError):
    """There is no such function, alias or version."""

    def __init__(self, operation: str) -> None:
        super().__init__({"Error": {"Code": "ResourceNotFoundException", "Message": "not there"}}, operation)


@dataclass
class FakeFunction:
    """One function: what is reserved for it and kept warm, its tags and its aliases."""

    tags: dict[str, str]
    reserved: int | None = None
    provisioned: dict[str, int] = field(default_factory=dict)
    aliases: tuple[str, ...] = ("live", "1", "2")


class FakeLambda:
    """A client of Lambda; it is killed at the write after ``breaks_after`` writes.

    ``meanwhile`` is what somebody else does before the request after ``requests_before`` requests.
    """

    exceptions = type("Exceptions", (), {"ResourceNotFoundException": NotThereError})

    def __init__(self, **functions: FakeFunction) -> None:
        self.functions = {name.replace("_", "-"): function for name, function in functions.items()}
        self.read: list[tuple[str, str]] = []  # function and the ARN of what it reads from
        self.writes: list[str] = []
        self.breaks_after: int | None = None
        self.refused: set[str] = set()
        self.meanwhile: Callable[[], object] | None = None
        self.requests_before = 0
        self._one_at_a_time = threading.Lock()

    def _write(self, operation: str, name: str) -> FakeFunction:
        self._pass_time()
        with self._one_at_a_time:
            if self.breaks_after is not None and len(self.writes) >= self.breaks_after:
                raise KilledError
            if name in self.refused:
                raise refusal("TooManyRequestsException", operation, "slower")
            self.writes.append(f"{operation} {name}")
        return self._function(name)

    def _pass_time(self) -> None:
        self.requests_before -= 1
        if self.meanwhile and self.requests_before < 0:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()

    def _function(self, name: str) -> FakeFunction:
        if name not in self.functions:
            raise NotThereError("GetFunction")
        return self.functions[name]

    def get_paginator(self, operation: str) -> Any:
        reads = {
            "list_functions": self._list_functions,
            "list_event_source_mappings": self._list_event_source_mappings,
            "list_provisioned_concurrency_configs": self._list_provisioned,
        }
        return type("Paginator", (), {"paginate": staticmethod(reads[operation])})

    def _list_functions(self) -> Iterator[dict[str, Any]]:
        self._pass_time()
        for name in list(self.functions):  # pages of one
            yield {"Functions": [{"FunctionName": name, "FunctionArn": arn(name)}]}

    def _list_event_source_mappings(self) -> Iterator[dict[str, Any]]:
        for name, source in self.read:  # pages of one; functions behind an alias among them
            yield {"EventSourceMappings": [{"FunctionArn": f"{arn(name)}:live", "EventSourceArn": source}]}
        yield {"EventSourceMappings": [{"FunctionArn": arn("stackyard-other"), "SelfManagedEventSource": {}}]}

    def _list_provisioned(self, **sent: Any) -> Iterator[dict[str, Any]]:
        self._pass_time()
        for qualifier, count in list(self._function(sent["FunctionName"]).provisioned.items()):
            where = f"{arn(sent['FunctionName'])}:{qualifier}"
            found = {"FunctionArn": where, "RequestedProvisionedConcurrentExecutions": count}
            yield {"ProvisionedConcurrencyConfigs": [found]}

    def list_tags(self, **sent: Any) -> dict[str, Any]:
        self._pass_time()
        return {"Tags": dict(self._function(name_of(sent)).tags)}

    def get_function_concurrency(self, **sent: Any) -> dict[str, Any]:
        self._pass_time()
        reserved = self._function(sent["FunctionName"]).reserved
        return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}

    def tag_resource(self, **sent: Any) -> None:
        self._write("tag", name_of(sent)).tags.update(sent["Tags"])

    def untag_resource(self, **sent: Any) -> None:
        tags = self._write("untag", name_of(sent)).tags
        for key in sent["TagKeys"]:
            tags.pop(key, None)

    def put_function_concurrency(self, **sent: Any) -> None:
        function = self._write("reserve", sent["FunctionName"])
        if sent["ReservedConcurrentExecutions"] < sum(function.provisioned.values()):
            raise refusal("InvalidParameterValueException", "PutFunctionConcurrency", "less than what is provisioned")
        function.reserved = sent["ReservedConcurrentExecutions"]

    def delete_function_concurrency(self, **sent: Any) -> None:
        self._write("unreserve", sent["FunctionName"]).reserved = None

    def put_provisioned_concurrency_config(self, **sent: Any) -> None:
        function = self._write("provision", sent["FunctionName"])
        if sent["Qualifier"] not in function.aliases:
            raise NotThereError("PutProvisionedConcurrencyConfig")
        function.provisioned[sent["Qualifier"]] = sent["ProvisionedConcurrentExecutions"]

    def delete_provisioned_concurrency_config(self, **sent: Any) -> None:
        if self._write("unprovision", sent["FunctionName"]).provisioned.pop(sent["Qualifier"], None) is None:
            raise NotThereError("DeleteProvisionedConcurrencyConfig")


def arn(name: str) -> str:
    return f"arn:aws:lambda:eu-central-1:123456789012:function:{name}"


def name_of(sent: dict[str, Any]) -> str:
    return str(sent["Resource"]).rpartition(":")[2]
