"""A host name that ends as those of one partition do: it leads nowhere, or elsewhere, in every other partition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text_rule import TextRule, shown

_SUFFIX = re.compile(
    r"amazonaws\.(?:com(?:\.cn)?|eu|cn)(?![A-Za-z0-9-])"
    r"|(?:console\.aws\.amazon\.com|\.on\.aws|\.api\.aws|\.cloudfront\.(?:net|cn))(?![A-Za-z0-9.-])"
)
# Services are named towards IAM in one form everywhere; `s3.amazonaws.com` alone is such a name and hardly a host.
_SERVICE = re.compile(r"[a-z0-9-]+\.amazonaws\.com")
_PART = r"(?:[a-z0-9-]|\$\{[^{}]*\}|\$\w+|\{\{[^{}]*\}\})+"
_SERVICE_IN_POLICY = re.compile(
    # CloudTrail names the source of an event like a principal, in patterns of metric filters for instance.
    rf"""(["']?(?:Service|eventSource)["']?\s*[:=]{{1,2}}\s*\[?\s*(?:\\?["'])?){_PART}(?:\.{_PART})*?\.amazonaws\.com(?![\w.])"""
)
_PRINCIPAL = "Service: "  # as readers of sources give one


class LiteralUrlSuffix(TextRule):
    """Flags literal ends of host names, but for those of service principals."""

    id = "E9102"
    shortdesc = "A literal end of a host name leads nowhere in any other partition"
    remedy = "write `${AWS::URLSuffix}` in templates, and the target's `url_suffix` or botocore's endpoint elsewhere"

    def judge(self, text: str, *, principal: bool = False) -> Iterator[str]:
        """Find each host name once; principals have a rule of their own."""
        if principal or _SERVICE.fullmatch(text.strip()) or text.startswith(_PRINCIPAL):
            return
        for match in _SUFFIX.finditer(_SERVICE_IN_POLICY.sub(r"\1", text)):
            yield f"names the host's end {match[0].lstrip('.')}: {shown(match.string, match)}"
