"""Lists of more than a hundred entries are told as they were when their first page was asked for, as on AWS.

Stock MiniStack counts from the beginning again for each page, so whoever reads on while a stack goes misses the one
after it, and whoever reads on while an event comes reads another one twice.

Hooks: `services.cloudformation.handlers._page` and `services.cloudformation.changesets._page`.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from embedded import hooks
from embedded.repairs.stack_rules._requests import CLOUDFORMATION, given, refusal

_KEPT = 200  # lists that somebody may be reading; botocore reads on at once or never

Page = tuple[list[Any], str, Any]


def apply() -> None:
    """Keeps what is left of a list for whoever reads on."""
    size = hooks.attribute(f"{CLOUDFORMATION}.helpers", "PAGE_SIZE")
    for module in ("handlers", "changesets"):
        hooks.replace(f"{CLOUDFORMATION}.{module}", "_page", _keeping_the_rest(size))


def _keeping_the_rest(usual_size: int) -> Callable[..., Page]:
    rests: OrderedDict[str, list[Any]] = OrderedDict()

    def page(items: list[Any], params: Any, action: str, page_size: int = usual_size) -> Page:
        token = given(params, "NextToken")
        if token in rests and token.startswith(f"{action}:"):
            items = [item for item in rests[token] if not _is_deleted_stack(action, item)]
        elif token:
            return [], "", refusal("Invalid NextToken")
        answer, rest = items[:page_size], items[page_size:]
        if not rest:
            return answer, "", None
        following = f"{action}:{uuid.uuid4()}"
        rests[following] = rest
        if len(rests) > _KEPT:
            rests.popitem(last=False)
        return answer, f"<NextToken>{following}</NextToken>", None

    return page


def _is_deleted_stack(action: str, item: Any) -> bool:
    return action == "DescribeStacks" and bool(item.get("StackStatus") == "DELETE_COMPLETE")
