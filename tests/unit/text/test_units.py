from __future__ import annotations

import pytest
from stackyard.text.units import readable


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (2**20 - 1, "1023 KB"),
        (2**20, "1.0 MB"),
        (261_933_629, "249.7 MB"),
        (2**30 - 1, "1023.9 MB"),
        (5 * 2**30, "5.0 GB"),
    ],
)
def test_size__is_written_in_the_largest_unit_and_rounded_down(size, text):
    assert readable(size) == text
