"""A service principal made of the URL suffix: IAM in China knows `lambda.amazonaws.com`, and refuses the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text_rule import TextRule, shown

_BY_SUFFIX = re.compile(r"[a-z0-9-]+\.(?:\$\{AWS::URLSuffix\}|amazonaws\.com\.cn)")
# In the text of a policy, and in a role's YAML, where a principal stands alone. A service's own name ends the principal
# in no partition, so that whatever a variable adds there is an end that follows it.
_VARIABLE = r"\$\{[^{}]*\}|\$\w+|\{\{[^{}]*\}\}|amazonaws\.com\.cn"
_IN_POLICY = re.compile(rf"""["']?Service["']?\s*[:=]\s*\[?\s*(?:\\?["'])?[a-z0-9-]+\.(?:{_VARIABLE})(?![\w.-])""")
_IN_JINJA = re.compile(r"^[a-z0-9-]+\.\{\{\s*[\w.\[\]'\"]*url_suffix[\w'\"\]]*\s*\}\}$")


class PrincipalBySuffix(TextRule):
    """Flags service principals whose end follows the partition."""

    id = "E9104"
    shortdesc = "A service principal is the same in every partition, and one made of the URL suffix is refused by IAM"
    remedy = "write the principal literally, as in `lambda.amazonaws.com`"  # stackyard: E9102 because it is no host

    def judge(self, text: str, *, principal: bool = False) -> Iterator[str]:
        """Find principals by their place, by the text of a policy, or by standing alone."""
        for form in (_BY_SUFFIX,) if principal else (_IN_POLICY, _IN_JINJA):
            for match in form.finditer(text):
                yield f"makes a service principal of the URL suffix: {shown(text, match)}"
