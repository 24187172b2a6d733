"""What is said of settings in the files that set them."""

from __future__ import annotations

from stackyard.environments.explained import comments_in

TEXT = """---
# What the file is for.

# How fast it may be,
# in pages a minute.
rate: 5
burst: 6

lonely: 1

# A list.
names:
  # not a setting's
  - one
more: 2
"""


def test_comment__belongs_to_the_settings_of_its_block() -> None:
    assert comments_in(TEXT) == {
        "rate": "How fast it may be, in pages a minute.",
        "burst": "How fast it may be, in pages a minute.",
        "lonely": "",
        "names": "A list.",
        "more": "A list.",
    }
