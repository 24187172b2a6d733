"""Rules look at templates that somebody is still writing: whatever stands in a place, none of them falls over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stackyard.rules.catalogue import all_rules
from stackyard.rules.document import Document
from stackyard.templates.documents import read

CASES = Path(__file__).parent / "rules"
ODD: tuple[Any, ...] = (None, "torn", 7, [], {}, [None], {"Ref": 7}, {"Fn::If": ["A"]}, {"Fn::Sub": []})


def torn(value: Any) -> Iterator[str]:
    """Put something odd into each place in turn, and take it out again; gives what the place is now."""
    for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
        for odd in ODD:
            value[key] = odd
            yield f"{odd!r} for {item!r} at {key}"
        value[key] = item
        if isinstance(item, dict | list):
            yield from torn(item)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_torn_template__is_looked_at_all_the_same(rule: Any) -> None:
    for path in (CASES / rule.id).glob("breaks.yaml"):
        template = dict(read(path, CASES))
        for place in torn(template):
            try:
                list(rule().find(Document(template)))
            except Exception as error:  # noqa: BLE001  # whatever it is, the place must be told
                pytest.fail(f"{place}: {error!r}")
