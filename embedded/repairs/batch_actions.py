"""Batch calls need the permission of the single call.

IAM has no action `sqs:SendMessageBatch`: AWS authorises the batch calls of SQS and SNS by the action of the single one,
such as `sqs:SendMessage`. Stock MiniStack asks for an action named like the call, which no correct policy grants, so
every role that sends in batches is locked out.

Hooks: `ministack.core.iam_actions.extract_iam_action`.
"""

from __future__ import annotations

from collections.abc import Callable

from embedded import hooks

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
SINGLE_ACTIONS = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
}

Extract = Callable[..., str | None]


def apply() -> None:
    """Names the action that AWS evaluates for a batch call."""
    hooks.wrap("ministack.core.iam_actions", "extract_iam_action", _by_single_action)


def _by_single_action(original: Extract) -> Extract:
    def extract_iam_action(*arguments: object, **named: object) -> str | None:
        action = original(*arguments, **named)
        return SINGLE_ACTIONS.get(action, action) if action else action

    return extract_iam_action
