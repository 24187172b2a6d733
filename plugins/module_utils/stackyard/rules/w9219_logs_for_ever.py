"""A log group that keeps its events for ever: they cost more each month, and personal data in them has no end."""

from __future__ import annotations

from .document import Document, Resource
from .required import RequiredProperty


class LogsForEver(RequiredProperty):
    """Flags log groups without a retention."""

    id = "W9219"
    shortdesc = "A log group without a retention keeps its events for ever"
    remedy = "write `RetentionInDays: !Ref LogRetentionDays`"
    kinds = ("AWS::Logs::LogGroup",)
    ways = (("RetentionInDays",),)
    missing = "keeps its events for ever"

    def concerns(self, document: Document, resource: Resource) -> bool:
        """Every group but those of the class for delivery, whose retention CloudWatch Logs decides."""
        return not any(one.value == "DELIVERY" for one in document.possible(resource, "LogGroupClass"))
