from __future__ import annotations

from datetime import date
from pathlib import Path

from stackyard.costs.kept import kept

DAY, NEXT = date(2026, 11, 20), date(2026, 11, 21)


class Asking:
    """Answers with how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, int]:
        self.times += 1
        return {"times": self.times}


def test_answer_of_today__is_asked_for_once(tmp_path: Path) -> None:
    asking = Asking()
    assert [kept(tmp_path, "dev", DAY, asking, fresh=False) for _ in range(2)] == [{"times": 1}] * 2
    assert (tmp_path / "dev-2026-11-20.json").stat().st_mode & 0o777 == 0o600


def test_fresh__asks_again_and_keeps_that(tmp_path: Path) -> None:
    asking = Asking()
    kept(tmp_path, "dev", DAY, asking, fresh=False)
    assert kept(tmp_path, "dev", DAY, asking, fresh=True) == {"times": 2}
    assert kept(tmp_path, "dev", DAY, asking, fresh=False) == {"times": 2}


def test_another_day__asks_again_and_drops_the_old_answer(tmp_path: Path) -> None:
    for name in ("dev", "dev-2"):
        kept(tmp_path, name, DAY, Asking(), fresh=False)
    kept(tmp_path, "dev", NEXT, Asking(), fresh=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dev-2-2026-11-20.json", "dev-2026-11-21.json"]


def test_damaged_answer__is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "dev-2026-11-20.json").write_text("{")
    assert kept(tmp_path, "dev", DAY, Asking(), fresh=False) == {"times": 1}


def test_folder_that_cannot_be_made__costs_another_question_only(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert kept(tmp_path / "file", "dev", DAY, Asking(), fresh=False) == {"times": 1}
