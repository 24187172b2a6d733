from __future__ import annotations

from collections import Counter

from tests.gearbox_files import EMPTY, HOSTILE, MISNAMED, TRUNCATED, VALID, generate
from tests.gearbox_files.mutated import mutated


def test_same_seed__makes_the_same_files() -> None:
    assert list(generate(120, seed=5)) == list(generate(120, seed=5))
    assert list(generate(120, seed=5)) != list(generate(120, seed=6))
    assert list(mutated(50, seed=5)) == list(mutated(50, seed=5))


def test_thousand_files__hold_every_recipe_under_names_that_differ() -> None:
    files = list(generate(1000, seed=1, sparse_bytes=5_000_000))

    assert {file.what for file in files} == {*VALID, *TRUNCATED, *EMPTY, *MISNAMED, *HOSTILE, "sparse"}
    assert len({file.name for file in files}) == 1000
    assert files[-1].size == 5_000_000
    assert Counter(file.state for file in files)["failed"] > 100
    assert all(bool(file.fault) == (file.state == "failed") for file in files)


def test_every_tenth_name__is_a_trick_that_can_be_a_key() -> None:
    names = [file.name for file in generate(400, seed=1)]

    assert any("../" in name for name in names)
    assert all(0 < len(name.encode()) <= 1024 and "\0" not in name for name in names)
