"""A run's output that fits a screen: one line a stage, what changed below it, failures whole.

A stage is a role of the playbook. `-v` brings back Ansible's ordinary output, which is meant for whoever writes roles.
"""

from __future__ import annotations

import atexit
import gc
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ansible import constants as C  # noqa: N812  # Ansible's own name for it
from ansible import context
from ansible.errors import AnsibleError
from ansible.plugins.callback.default import CallbackModule as DefaultCallback
from ansible.template import Templar, trust_as_template
from ansible.utils.vars import load_extra_vars
from stackyard.action import plain
from stackyard.deploy_report.last_page import EXPRESSION, LastPages, Surroundings
from stackyard.environments.compiled import keep_compiled
from stackyard.errors import StackyardError
from stackyard.interruption import let_workers_finish
from stackyard.progress import terminal
from stackyard.progress.outlet import go_on_unread
from stackyard.progress.summary import Summary
from stackyard.service_models import read_ahead
from stackyard.settings.readable import check_files
from stackyard.target import ROOT
from stackyard.text.screen import columns, fitted

DOCUMENTATION = r"""
name: stackyard
type: stdout
short_description: One line a stage
description:
  - Shows one line per role with its seconds, what changed below it, and failures whole.
  - Where a run leaves a report (C(stackyard_report_kind)), it says there that the run is under way, and writes the
    report of one that fails outside of the task that deploys.
  - C(-v) shows Ansible's own output.
extends_documentation_fragment:
  - default_callback
  - result_format_callback
requirements:
  - set as stdout in configuration
"""


_DEPLOYING = ("stackyard_deploy", "stackyard_rollback")


@dataclass
class Stage:
    """A role of the playbook while it runs."""

    name: str
    began: float = field(default_factory=time.monotonic)
    changed: bool = False
    lines: list[tuple[str, str]] = field(default_factory=list)  # host and text


class CallbackModule(DefaultCallback):  # type: ignore[misc]  # Ansible ships no types
    """The kit's own stdout."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "stackyard"

    def __init__(self) -> None:
        super().__init__()
        self.stage: Stage | None = None
        self.began = time.monotonic()
        self.hosts: set[str] = set()
        self.play: Any = None
        self.task: Any = None
        self.ended = False
        self.asked = ""
        self.pages = LastPages()
        self.summary = Summary()
        self.read_ahead: Callable[[], None] = cache(read_for_workers)

    @property
    def whole(self) -> bool:
        """Whether Ansible's ordinary output is wanted."""
        return bool(self._display.verbosity)

    def v2_playbook_on_start(self, playbook: Any) -> None:
        """See to it that Ctrl-C leaves what runs in good order, that workers can draw, and that nobody need look on."""
        terminal.keep()
        go_on_unread()
        keep_compiled()
        let_workers_finish(self._interrupted)
        atexit.register(self.given_up)
        self.asked = str(load_extra_vars(playbook._loader).get("env", "local"))
        super().v2_playbook_on_start(playbook)

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Show nothing: a play's title says what the command said already."""
        self.play = play
        if self.whole:
            super().v2_playbook_on_play_start(play)

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """End the last stage when another role begins."""
        if self.task is None and not is_preview(task):
            self.mark_pages()
        self.task = task
        self.pages.task_started()
        if "target" in task.args:  # it will talk to AWS, in a process that begins with what this one has read
            self.read_ahead()
        if self.whole:
            super().v2_playbook_on_task_start(task, is_conditional)
            return
        stage = stage_name(task)
        if stage and (self.stage is None or self.stage.name != stage):
            self.end_stage()
            self.stage = Stage(stage)
            self.show_running(stage)

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        """Treat a handler as the task it is."""
        if self.whole:
            super().v2_playbook_on_handler_task_start(task)
        else:
            self.v2_playbook_on_task_start(task, is_conditional=False)

    def v2_playbook_on_no_hosts_matched(self) -> None:
        """Say that nothing was done, and end the run so: Ansible takes it for a success."""
        problem, remedy = "nothing was done: no target of this environment is left", "mend or leave out --limit"
        self.ended = True
        self._display.error(f"{problem}\n  remedy: {remedy}", wrap_text=False)
        raise SystemExit(1)

    def v2_runner_retry(self, result: Any) -> None:
        """Nothing: only the last try counts."""
        if self.whole:
            super().v2_runner_retry(result)

    def v2_playbook_on_include(self, included_file: Any) -> None:
        """Nothing: an included role shows as the stage it is."""
        if self.whole:
            super().v2_playbook_on_include(included_file)

    def v2_runner_on_ok(self, result: Any) -> None:
        """Keep what changed for the stage's end; text for people is shown as it is."""
        answer = result._result  # how Ansible hands results to callbacks
        self.hosts.add(result._host.get_name())
        self.pages.task_ended(result._host.get_name(), answer)
        self.summary.ended(result._host.get_name(), answer)
        if self.whole:
            super().v2_runner_on_ok(result)
            return
        self.show_diff(result)
        if result._task.action.endswith("debug"):
            self.keep_text(result, answer.get("msg"))
        elif answer.get("changed"):
            self.keep_change(result)
        for warning in answer.get("warnings") or ():
            self.keep_text(result, f"warning: {warning}")

    def v2_runner_item_on_ok(self, result: Any) -> None:
        """Treat an item as a result of its own."""
        if self.whole:
            super().v2_runner_item_on_ok(result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """Nothing."""
        if self.whole:
            super().v2_runner_on_skipped(result)

    def v2_runner_item_on_skipped(self, result: Any) -> None:
        """Nothing."""
        if self.whole:
            super().v2_runner_item_on_skipped(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Show a failure whole, as its author wrote it."""
        self.summary.ended(result._host.get_name(), result._result, failed=not ignore_errors)
        if not ignore_errors and not is_preview(result._task):
            self.pages.task_failed(result._host.get_name(), result._task.get_name(), failure_text(result))
        if self.whole:
            super().v2_runner_on_failed(result, ignore_errors)
        elif not ignore_errors:
            self.end_stage(failed=True)
            self.show("\n".join(failure_lines(result)), C.COLOR_ERROR)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        """Show a failed item whole."""
        if self.whole:
            super().v2_runner_item_on_failed(result)
        else:
            self.show("\n".join(failure_lines(result)), C.COLOR_ERROR)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Show it like any failure."""
        self.v2_runner_on_failed(result)

    def v2_on_file_diff(self, result: Any) -> None:
        """Nothing here: diffs are shown when the result comes."""
        if self.whole:
            super().v2_on_file_diff(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """End with one line per target; one that failed has its page then, too."""
        self.ended = True
        if self.whole:
            super().v2_playbook_on_stats(stats)
        self.end_stage()
        for host in sorted(stats.processed):
            count = stats.summarize(host)
            failed = count["failures"] + count["unreachable"]
            self.write_page(host) if failed else self.end_page(host)
            if self.whole:
                continue
            text = f"{host}: ok={count['ok']} changed={count['changed']} failed={failed} in {self.seconds(self.began)}"
            self.show(text, C.COLOR_ERROR if failed else C.COLOR_OK)
        if len(stats.processed) > 1:
            self.show_summary()

    def show_summary(self) -> None:
        """End a run for several targets with one table of them."""
        self.show("\n" + "\n".join(self.summary.lines(self.region_of, short_path)))

    def region_of(self, host: str) -> str:
        """The region that the inventory names for a host; empty where it names none."""
        inventory = self.play.get_variable_manager()._inventory
        return str(inventory.get_host(host).get_vars().get("aws_region", ""))

    def mark_pages(self) -> None:
        """Say in the page of each host that its run is under way: what stands there is not the last one's any more."""
        for host in self.own_hosts():
            if surroundings := self.surroundings(host):
                self.pages.run_started(host, surroundings)

    def own_hosts(self) -> list[str]:
        """The hosts that the play is for, within ``--limit``."""
        if self.play is None:
            return []
        found = self.play.get_variable_manager()._inventory.get_hosts(self.play.hosts)
        return [host.get_name() for host in found]

    def end_page(self, host: str) -> None:
        """See to it that a page does not say for ever that a run is under way."""
        if host in self.pages.marked and (surroundings := self.surroundings(host)):
            self.pages.nothing_left_to_come(host, surroundings)

    def write_page(self, host: str) -> None:
        """Write the page of a run that failed outside of the task that deploys, and say where it is."""
        surroundings = self.surroundings(host)
        if surroundings and self.pages.write(host, surroundings):
            self.summary.reported(host, str(surroundings.path))
            self.show(f"  report: {surroundings.path}\n", C.COLOR_ERROR)

    def surroundings(self, host: str) -> Surroundings | None:
        """What a host's page has to know; nothing where there is none, or where its settings are what is wrong."""
        manager, loader = self.play.get_variable_manager(), self.play.get_loader()
        try:
            variables = manager.get_vars(play=self.play, host=manager._inventory.get_host(host))
            asked = Templar(loader=loader, variables=variables).template(trust_as_template(EXPRESSION))
            return Surroundings.of(plain(asked))
        except (AnsibleError, StackyardError):
            return None

    def given_up(self) -> None:
        """Say what Ansible leaves unsaid when it gives a run up, as when one of its processes was killed."""
        if self.task and not self.ended:
            self._interrupted("the run was given up before its end\n  remedy: run the same command again")
        elif not self.ended:
            self.tell_unreadable()

    def tell_unreadable(self) -> None:
        """Say in which file and line settings are no YAML: Ansible gives a run up for it and says neither."""
        try:
            check_files(ROOT, self.asked.split(","))
        except StackyardError as error:
            self._display.error(str(error), wrap_text=False)

    def _interrupted(self, text: str) -> None:
        """Say it on a clean screen, and in the pages of runs that it ended before or after their stacks."""
        self.ended = True
        self.erase()
        if self.task and not is_preview(self.task):
            with suppress(Exception):  # whatever breaks now must not hide how the run ended
                for host in sorted({*self.hosts, *self.pages.marked}):
                    deploys = self.task.action in _DEPLOYING
                    self.pages.run_ended(host, self.task.get_name(), text, deploys=deploys)
                    self.write_page(host)
        self._display.error(text)
        hosts = self.own_hosts()
        for host in hosts:
            self.summary.ended(host, {}, failed=True)
        if len(hosts) > 1:
            self.show_summary()

    def erase(self) -> None:
        """Take away what says on a terminal what is going on, also what a worker drew that was ended."""
        if terminal.size():
            self._display.display(terminal.ERASE, newline=False, screen_only=True)

    def show_running(self, name: str) -> None:
        """Say on a terminal what is going on; whatever is printed next overwrites it."""
        if sys.stdout.isatty():
            self._display.display(f"{name:<20} ...\r", newline=False, screen_only=True)

    def show(self, text: str, color: str | None = None) -> None:
        """Print lines that stay, as wide as the terminal is."""
        self._display.display("\n".join(fitted(text, columns(sys.stdout))), color=color)

    def end_stage(self, *, failed: bool = False) -> None:
        """Print the running stage's line, and what changed in it."""
        stage, self.stage = self.stage, None
        if stage is None:
            return
        self.erase()
        state = "FAILED" if failed else "changed" if stage.changed else "ok"
        color = {"FAILED": C.COLOR_ERROR, "changed": C.COLOR_CHANGED, "ok": C.COLOR_OK}[state]
        self._display.display(f"{stage.name:<20} {self.seconds(stage.began):>8}  {state}", color=color)
        for host in dict.fromkeys(host for host, _ in stage.lines):  # targets deployed side by side answer in turns
            for line in (text for of, text in stage.lines if of == host):
                self.show(f"  {host}: {line}" if len(self.hosts) > 1 else f"  {line}")

    def keep_change(self, result: Any) -> None:
        """Remember what a task changed: in its own words, in those of the command it ran, else by its name."""
        if self.stage:
            self.stage.changed = True
        told = (str(result._result.get(words) or "").strip() for words in ("msg", "stdout"))
        self.keep_text(result, next(filter(None, told), result._task.get_name().split(" : ")[-1]))

    def keep_text(self, result: Any, text: object) -> None:
        """Remember lines for the stage's end."""
        lines = text if isinstance(text, list) else str(text).splitlines()
        if self.stage:
            self.stage.lines.extend((result._host.get_name(), str(line)) for line in lines)

    def show_diff(self, result: Any) -> None:
        """Show a diff where one was asked for."""
        diff = result._result.get("diff")
        if diff and (result._task.diff or self._display.verbosity):
            text = self._get_diff(diff)
            if text:
                self._display.display(text)

    @staticmethod
    def seconds(began: float) -> str:
        """Time since a moment."""
        return f"{time.monotonic() - began:.1f} s"


def read_for_workers() -> None:
    """Read what workers, which are forks of this process, need for their clients of AWS.

    It is kept out of garbage collections: each would touch all of it, and so copy it in every worker.
    """
    read_ahead()
    gc.freeze()


def is_preview(task: Any) -> bool:
    """Whether a run only looks (``--check``); some tasks of such a run do their work all the same."""
    return bool(context.CLIARGS.get("check") or task.check_mode)


def stage_name(task: Any) -> str:
    """The role a task belongs to; empty for what belongs to the stage that is running already.

    Such are argument checks, includes, and the status hooks of systems, which only hand lines to whoever asked.
    """
    role = task._role
    name = str(role.get_name() if role else task.get_name())
    within = task.action.endswith(("validate_argument_spec", "include_role")) or name.endswith("_status")
    return "" if within else name


def short_path(path: str) -> str:
    """Write a path below the repository without it."""
    return path.removeprefix(f"{ROOT}/")


def failure_text(result: Any) -> str:
    """All that a failed task said."""
    answer = result._result
    text = str(answer.get("msg") or answer.get("module_stderr") or "no reason given")
    said = [str(answer[stream]).rstrip() for stream in ("stdout", "stderr") if answer.get(stream)]
    return "\n".join([text, *said])


def failure_lines(result: Any) -> list[str]:
    """What failed, where, and all that it said."""
    head = f"{result._host.get_name()}: {result._task.get_name()}"
    return [head, "", *(f"  {line}" for line in failure_text(result).splitlines()), ""]
