from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from gearbox.catalogue.record import Failure, FileRecord, State

from tests.gearbox_files import HOSTILE
from tests.gearbox_files.outcomes import Outcome, compared

OUTCOME = Outcome.of(replace(HOSTILE["zip bomb"](Random(1)), name="a.zip", what="zip bomb"))
RECORD = FileRecord(
    file_id="0",
    bucket="inbox",
    key="a.zip",
    state=State.FAILED,
    received_at="2026-01-01T00:00:00+00:00",
    failure=Failure("bomb", "it unpacks to too much", transient=False),
    kind="zip",
    type_matches=True,
    size=OUTCOME.size,
    sha256=OUTCOME.sha256,
)


def test_record_that_says_what_is_true__has_no_differences() -> None:
    assert compared({"a.zip": OUTCOME}, {"a.zip": RECORD}) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"state": State.READY}, "state is 'ready', not 'failed'"),
        ({"kind": "other"}, "kind is 'other', not 'zip'"),
        ({"type_matches": False}, "type_matches is False, not True"),
        ({"size": 1}, f"size is 1, not {OUTCOME.size}"),
        ({"sha256": "00"}, f"sha256 is '00', not '{OUTCOME.sha256}'"),
        ({"failure": Failure("damaged", "it is cut", transient=False)}, "fault is 'damaged', not 'bomb'"),
        ({"failure": Failure("bomb", "", transient=False)}, "the failure does not say why"),
        ({"failure": Failure("bomb", "later perhaps", transient=True)}, "the failure does not say why"),
    ],
)
def test_record_that_differs__is_told_with_its_key_and_recipe(changes: dict[str, object], told: str) -> None:
    found = compared({"a.zip": OUTCOME}, {"a.zip": replace(RECORD, **changes)})  # type: ignore[arg-type]

    assert len(found) == 1
    assert told in found[0]
    assert found[0].startswith("'a.zip': ")
    assert found[0].endswith("(zip bomb)")


def test_files_lost_and_files_nobody_put__are_told() -> None:
    found = compared({"a.zip": OUTCOME}, {"b\n": replace(RECORD, key="b\n")})

    assert found == ["'a.zip': lost (zip bomb)", "'b\\n': was never put"]
