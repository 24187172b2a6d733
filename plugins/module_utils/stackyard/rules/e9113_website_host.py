"""A website's host name put together by hand: regions differ in a dash or a dot, and partitions in the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text_rule import TextRule, shown

_WEBSITE = re.compile(r"\.s3-website[-.]")


class WebsiteHost(TextRule):
    """Flags host names of S3 websites."""

    id = "E9113"
    shortdesc = "The host name of an S3 website differs between regions in more than the region's name"
    remedy = "write `!GetAtt Bucket.WebsiteURL`"

    def judge(self, text: str, *, principal: bool = False) -> Iterator[str]:  # noqa: ARG002 - none of these is one
        """Find each host once."""
        for match in _WEBSITE.finditer(text):
            yield f"puts a website's host name together: {shown(text, match)}"
