"""Applies to a protected environment only what somebody has looked at.

Every preview leaves what it showed in a file of the build folder, in the form of a saved plan; a deployment that
demands it compares itself with that file. Whoever looks on one machine and deploys on another one saves the plan
(``plan_file``) and applies that (``apply_plan``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import StackyardError
from ..files import write_atomically
from ..plan import saved
from ..plan.model import Plan, StackState
from ..plan.saved import SavedPlan, Scene


@dataclass(frozen=True)
class Looked:
    """What a deployment compares itself with: the plan, the account, and where both were made."""

    plan: Plan
    scene: Scene
    states: Mapping[str, StackState]
    done: Collection[str] = ()

    def differences(self, shown: SavedPlan, *, followed: bool) -> list[str]:
        """Say what is not as it was shown. ``followed``: further stacks are deployed after these."""
        names = {one.spec.name for one in self.plan.stacks}
        moved = saved.world_moved(shown, self.scene, self.states, self.done)
        if followed:
            moved += saved.passed_over(shown, names, self.done)
        else:
            moved += saved.left_out(shown, names | set(self.done))
        return moved or saved.wants_moved(shown, self.plan, self.scene)


def keep_shown(path: Path, shown: SavedPlan) -> None:
    """Keep what a preview showed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, shown.text().encode(), mode=0o600)


def hold_to_shown(looked: Looked, name: str, shown_file: Path | None, *, followed: bool = False) -> None:
    """Refuse a deployment that is not the saved plan ``name``, where one is given; or else not what was shown.

    ``shown_file`` keeps what was shown last; ``None`` where nothing has to be. Raises ``StackyardError``.
    """
    if name:
        kept = saved.read(Path(name).expanduser(), name)
        saved.refuse(looked.differences(kept, followed=followed), name)
    elif shown_file:
        demand_shown(shown_file, looked, followed=followed)


def demand_shown(path: Path, looked: Looked, *, followed: bool = False) -> None:
    """Refuse a deployment that changes anything nobody has looked at. Raises ``StackyardError``."""
    if not looked.plan.changes:
        return
    environment = looked.scene.target.environment
    if differences := _differences(path, looked, followed=followed):
        raise StackyardError(
            f"environment {environment} takes only what was shown before (changes_must_be_shown)",
            given="; ".join(differences),
            remedy=f"look at it: bin/deploy {environment} --check --diff (with the same further options), "
            "then run the same command again",
        )


def _differences(path: Path, looked: Looked, *, followed: bool) -> list[str]:
    try:
        shown = saved.parse(path.read_text(encoding="utf-8"), str(path))
    except OSError:
        return ["no preview was made here"]
    except StackyardError as error:
        return [f"the last preview cannot be read ({error.given})"]
    return [f"since the last preview, {difference}" for difference in looked.differences(shown, followed=followed)]
