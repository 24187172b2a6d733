"""A queue or topic whose policy does not refuse plain HTTP: whoever may use it may do so in the open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .document import Document
from .rule import Found, KitRule
from .settled import entries

_POLICIES = {
    "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "Queues"),
    "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "Topics"),
}
_KEY = "aws:SecureTransport"
_TESTS = ("Bool", "BoolIfExists")


class PlainTextAllowed(KitRule):
    """Flags queues and topics that no policy of the template denies without TLS."""

    id = "W9221"
    shortdesc = "A queue or topic takes messages over plain HTTP unless its policy denies it"
    remedy = f'deny everybody with `Condition: {{Bool: {{{_KEY}: "false"}}}}` in a QueuePolicy or TopicPolicy'

    def find(self, document: Document) -> Iterator[Found]:
        """Look for a policy of each queue and topic."""
        for kind, (policies, key) in _POLICIES.items():
            refused = {name for policy in document.resources(policies) for name in _refused(document, policy, key)}
            for resource in document.resources(kind):
                if resource.name not in refused:
                    yield Found(resource.path, f"{resource.name} takes messages over plain HTTP")


def _refused(document: Document, policy: Any, key: str) -> Iterator[str]:
    """Names of what a policy is of, if it refuses plain HTTP."""
    found = document.possible(policy, "PolicyDocument", "Statement")
    if not any(_refuses(one.value) for statements in found for one in entries(statements)):
        return
    for held in document.possible(policy, key):
        for one in entries(held):
            if (of := document.resource(one.value)) is not None:
                yield of.name


def _refuses(statement: Any) -> bool:
    """Whether a statement denies what comes without TLS; a key in any case, its value also as a list."""
    if not isinstance(statement, Mapping) or statement.get("Effect") != "Deny":
        return False
    condition = statement.get("Condition")
    tests = [condition.get(name) for name in _TESTS] if isinstance(condition, Mapping) else []
    asked = [(key, value) for test in tests if isinstance(test, Mapping) for key, value in test.items()]
    return any(str(key).lower() == _KEY.lower() and _is_false(value) for key, value in asked)


def _is_false(value: Any) -> bool:
    return all(str(one).lower() == "false" for one in (value if isinstance(value, list) else [value]))
