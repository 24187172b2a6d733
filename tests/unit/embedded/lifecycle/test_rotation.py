from __future__ import annotations

from pathlib import Path

from embedded.lifecycle.rotation import KEPT, rotate


def test_rotation__keeps_the_last_few_logs(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    for run in range(KEPT + 3):
        log.write_text(f"run {run}")
        rotate(log)

    kept = [(tmp_path / f"server.log.{number}").read_text() for number in range(1, KEPT + 1)]
    assert kept == [f"run {KEPT + 2 - age}" for age in range(KEPT)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"server.log.{number}" for number in range(1, KEPT + 1)]


def test_rotation_of_an_empty_log__keeps_the_older_ones_in_place(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.touch()
    (tmp_path / "server.log.1").write_text("older")
    rotate(log)

    assert (tmp_path / "server.log.1").read_text() == "older"
