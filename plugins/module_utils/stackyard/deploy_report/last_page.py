"""The page of a run while it runs, and of one that did not end with its stacks: refused before, or failed after them.

Without it the page of the run before would stay where people look for this one's, above all where a run is killed and
cannot write anything. The playbook's output tells this room what its tasks say, because only there everything comes
together, whichever task fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..commit import commit_of_run
from ..target import ROOT, Target
from .model import Run
from .page import facts_of, write_report

_NO_STACKS = "the run came to its end without the task that changes stacks, which was left out of it"
_TITLES = {"deploy": "Deployment of {}", "rollback": "Rollback of {}"}


@dataclass(frozen=True)
class Surroundings:
    """Whose run it was: ``kind`` is ``deploy`` or ``rollback``, ``path`` where its page stands."""

    kind: str
    path: Path
    target: Target
    caller: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Surroundings | None:
        """Read what ``EXPRESSION`` gave; ``None`` where the playbook leaves no page."""
        if settings["kind"] not in _TITLES:
            return None
        return cls(
            settings["kind"], Path(settings["path"]), Target.from_mapping(settings["target"]), settings["caller"]
        )


EXPRESSION = """{{ {
  'kind': stackyard_report_kind | default(''),
  'path': stackyard_report_file if stackyard_report_kind is defined else '',
  'target': stackyard_target if stackyard_report_kind is defined else {},
  'caller': (preflight_result | default({})).arn | default(''),
} }}"""
"""Asks for the surroundings of a host's run, in Ansible's words."""


@dataclass(frozen=True)
class _Failure:
    task: str
    why: str
    began: float
    touched: bool = False  # whether stacks may have been worked on meanwhile


@dataclass
class LastPages:
    """What tasks said, by host, until the run is over."""

    clock: Callable[[], float] = time.time
    began: float = field(init=False)
    _task_began: float = field(init=False)
    _parts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _failures: dict[str, _Failure] = field(default_factory=dict)
    marked: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.began = self._task_began = self.clock()

    def run_started(self, host: str, surroundings: Surroundings) -> None:
        """Say in place of the page of the run before that another one is under way, as long as it writes no other."""
        run = replace(self._nothing_yet(host, surroundings), begun=False, running=True)
        with suppress(OSError):
            write_report(run, surroundings.path)
            self.marked[host] = surroundings.path.read_bytes()

    def task_started(self) -> None:
        """Know when the running task began."""
        self._task_began = self.clock()

    def task_ended(self, host: str, answer: Mapping[str, Any]) -> None:
        """Remember what a task that deploys handed on, if it is one."""
        part = answer.get("part")
        if isinstance(part, Mapping) and "run" in part:
            self._parts[host] = part

    def task_failed(self, host: str, task: str, why: str) -> None:
        """Remember what ended a host's run; the last one counts where an earlier one was mended."""
        self._failures[host] = _Failure(task, why, self._task_began)

    def run_ended(self, host: str, task: str, why: str, *, deploys: bool = False) -> None:
        """Remember during which task a run was ended from outside, unless it had failed before.

        ``deploys`` says whether the task is one that works on stacks.
        """
        self._failures.setdefault(host, _Failure(task, why, self._task_began, deploys))

    def nothing_left_to_come(self, host: str, surroundings: Surroundings) -> None:
        """Write the page of a host whose run went well, but for the task that writes it (``--start-at-task``)."""
        with suppress(OSError):
            if host in self.marked and surroundings.path.read_bytes() == self.marked[host]:
                run = self._nothing_yet(host, surroundings)
                write_report(replace(run, ended=self.clock(), error=_NO_STACKS, begun=False), surroundings.path)

    def write(self, host: str, surroundings: Surroundings) -> bool:
        """Write the page of a host that failed, unless the task that failed wrote it itself; whether it was written.

        A page that cannot be written is missing: the run has failed already, and says why.
        """
        failure, path = self._failures.get(host), surroundings.path
        if failure is None:
            return False
        with suppress(OSError):
            if not path.exists() or path.stat().st_mtime < failure.began:
                write_report(self._run(host, surroundings, failure), path)
                return True
        return False

    def _run(self, host: str, surroundings: Surroundings, failure: _Failure) -> Run:
        part = self._parts.get(host, {})
        run = Run.from_document(part["run"]) if part else self._nothing_yet(host, surroundings)
        untouched = not part or (part.get("followed") and all(one.outcome == "unchanged" for one in run.stacks))
        return replace(
            run, ended=self.clock(), error=failure.why, ended_at=failure.task, begun=failure.touched or not untouched
        )

    def _nothing_yet(self, host: str, surroundings: Surroundings) -> Run:
        target = surroundings.target
        commit = commit_of_run(ROOT) if surroundings.kind == "deploy" else ""
        facts = facts_of(target, commit, surroundings.caller)
        return Run(host, _TITLES[surroundings.kind].format(target.prefix), facts, self.began, self.began)
