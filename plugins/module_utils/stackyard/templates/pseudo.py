"""Where a template is evaluated: what CloudFormation's pseudo parameters say there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_NO_STACK_YET = "00000000-0000-0000-0000-000000000000"


class NoValue:
    """What ``AWS::NoValue`` gives: the property or the entry that holds it is not there."""


@dataclass(frozen=True)
class Pseudo:
    """One account, region and stack; ``account`` has 12 digits, ``url_suffix`` is a host name (``amazonaws.com``)."""

    partition: str
    region: str
    account: str
    url_suffix: str
    stack_name: str

    def values(self) -> dict[str, Any]:
        """Every pseudo parameter by its name."""
        stack = f"stack/{self.stack_name}/{_NO_STACK_YET}"
        return {
            "AWS::AccountId": self.account,
            "AWS::NoValue": NoValue,
            "AWS::NotificationARNs": [],
            "AWS::Partition": self.partition,
            "AWS::Region": self.region,
            "AWS::StackId": f"arn:{self.partition}:cloudformation:{self.region}:{self.account}:{stack}",
            "AWS::StackName": self.stack_name,
            "AWS::URLSuffix": self.url_suffix,
        }
