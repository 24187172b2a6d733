"""What is asked for whether it holds data."""

from __future__ import annotations

from stackyard.apply.remains import LOOKS
from stackyard.templates.stateful import is_stateful


def test_everything_that_is_looked_into__is_of_a_type_that_holds_data() -> None:
    assert LOOKS
    assert [kind for kind in LOOKS if not is_stateful(kind)] == []
