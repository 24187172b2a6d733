"""A task of a state machine that names its integration with a literal partition: it deploys, and fails when it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text_rule import PARTITIONS, TextRule, shown

_INTEGRATION = re.compile(rf"(?<![A-Za-z0-9])arn:({'|'.join(PARTITIONS)}):states:::")


class StatesPartition(TextRule):
    """Flags `arn:aws:states:::...`, in definitions as objects, as strings, and in files of their own."""

    id = "E9109"
    shortdesc = "A state machine's task with a literal partition deploys everywhere and fails elsewhere when it runs"
    remedy = (
        "write a whole token, as in `${InvokeArn}`, and give it by `DefinitionSubstitutions` as "
        "`!Sub arn:${AWS::Partition}:states:::lambda:invoke`"
    )

    def judge(self, text: str, *, principal: bool = False) -> Iterator[str]:  # noqa: ARG002 - none of these is one
        """Find each integration once."""
        for match in _INTEGRATION.finditer(text):
            yield f"names a task's integration in the partition {match[1]}: {shown(text, match)}"
