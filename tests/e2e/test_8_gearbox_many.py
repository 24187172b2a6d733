"""Many files at once, of every sort and under every name: what `tests.bench.gearbox` does with ten thousand."""

from __future__ import annotations

from tests.bench.gearbox.arena import Arena, miscounted
from tests.bench.gearbox.load import Load
from tests.e2e.environment import Environment
from tests.gearbox_files import generate
from tests.gearbox_files.outcomes import compared

FILES = 60


def test_many_files_put_at_once__come_to_what_they_have_to_and_are_counted(deployed: Environment) -> None:
    arena = Arena(deployed)
    load = Load(arena.s3, arena.outputs["InboxBucketName"], generate(FILES, seed=61))
    before, finished = arena.stats(), arena.finished()

    load.put_all()
    arena.wait(finished + FILES)

    records = {key: record for key, record in arena.records().items() if key in load.outcomes}
    assert compared(load.outcomes, records) == []
    assert miscounted(arena, records, before) == []
