"""A run's output."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible import context
from stackyard.deploy_report.last_page import Surroundings

from plugins.callback.stackyard import CallbackModule, failure_lines, stage_name
from tests.fakes.stacks import make_target


def task(name: str, role: str = "", action: str = "stackyard_deploy") -> Any:
    found = SimpleNamespace(get_name=lambda: role) if role else None
    return SimpleNamespace(action=action, args={}, _role=found, get_name=lambda: name, diff=False, check_mode=False)


def result(of: Any, host: str = "local-eu-central-1", **answer: Any) -> Any:
    return SimpleNamespace(_task=of, _result=answer, _host=SimpleNamespace(get_name=lambda: host))


class Screen:
    """A display that remembers."""

    def __init__(self) -> None:
        self.verbosity = 0
        self.lines: list[str] = []

    def display(self, text: str, **_: Any) -> None:
        self.lines.append(text)

    def error(self, text: str, **_: Any) -> None:
        self.lines.append(text)


@pytest.fixture
def callback() -> CallbackModule:
    made = CallbackModule()
    made._display = Screen()
    return made


def run(callback: CallbackModule, *pairs: tuple[Any, dict[str, Any]]) -> list[str]:
    for of, answer in pairs:
        callback.v2_playbook_on_task_start(of, False)
        callback.v2_runner_on_ok(result(of, **answer))
    callback.end_stage()
    return [" ".join(line.split()) for line in callback._display.lines]


def test_tasks_of_one_role__are_one_line(callback: CallbackModule) -> None:
    lines = run(callback, (task("one", "compose"), {}), (task("two", "compose"), {}), (task("three", "stacks"), {}))
    assert lines == ["compose 0.0 s ok", "stacks 0.0 s ok"]


def test_change__is_told_in_the_tasks_own_words(callback: CallbackModule) -> None:
    lines = run(callback, (task("Deploy", "stacks"), {"changed": True, "msg": "created a\ncreated b"}))
    assert lines == ["stacks 0.0 s changed", "created a", "created b"]


def test_change_without_words__is_told_by_the_tasks_name(callback: CallbackModule) -> None:
    lines = run(callback, (task("local_aws : Start it", "local_aws"), {"changed": True}))
    assert lines == ["local_aws 0.0 s changed", "Start it"]


def test_change_by_a_command__is_told_by_what_it_printed(callback: CallbackModule) -> None:
    lines = run(callback, (task("Start it", "local_aws"), {"changed": True, "msg": "", "stdout": "runs on port 4580"}))
    assert lines == ["local_aws 0.0 s changed", "runs on port 4580"]


def test_unchanged_task__says_nothing(callback: CallbackModule) -> None:
    assert run(callback, (task("Deploy", "stacks"), {"msg": "7 functions: 7 unchanged"})) == ["stacks 0.0 s ok"]


def test_debug__shows_its_lines_and_warnings_are_shown(callback: CallbackModule) -> None:
    lines = run(callback, (task("Show", "summary", "ansible.builtin.debug"), {"msg": ["a", "b"], "warnings": ["mind"]}))
    assert lines == ["summary 0.0 s ok", "a", "b", "warning: mind"]


def test_targets_side_by_side__are_told_apart(callback: CallbackModule) -> None:
    of = task("Deploy", "stacks")
    callback.v2_playbook_on_task_start(of, False)
    for host, text in (("one", "created a"), ("two", "created b"), ("one", "created c")):
        callback.v2_runner_on_ok(result(of, host, changed=True, msg=text))
    callback.end_stage()
    assert [line.strip() for line in callback._display.lines[1:]] == [
        "one: created a",
        "one: created c",
        "two: created b",
    ]


def test_failure__is_shown_whole_after_its_stage(callback: CallbackModule) -> None:
    of = task("stacks : Deploy", "stacks")
    callback.v2_playbook_on_task_start(of, False)
    callback.v2_runner_on_failed(result(of, msg="wrong\n  given: x"))
    shown = "\n".join(callback._display.lines)
    assert "stacks" in shown.splitlines()[0]
    assert "FAILED" in shown.splitlines()[0]
    assert "local-eu-central-1: stacks : Deploy\n\n  wrong\n    given: x" in shown


def test_failed_command__shows_what_it_printed() -> None:
    lines = failure_lines(result(task("Start"), msg="non-zero return code", stderr="error: port 4580 is taken\n"))
    assert "  error: port 4580 is taken" in lines


@pytest.mark.parametrize(
    ("role", "action"),
    [
        ("stacks", "ansible.builtin.validate_argument_spec"),
        ("hooks", "ansible.builtin.include_role"),
        ("x_status", "x"),
    ],
)
def test_checks_includes_and_status_hooks__begin_no_stage(role: str, action: str) -> None:
    assert stage_name(task("any", role, action)) == ""


def test_verbose_run__is_ansibles_own_output(callback: CallbackModule) -> None:
    callback._display.verbosity = 1
    assert callback.whole


def test_run_without_a_target__says_that_nothing_was_done(callback: CallbackModule) -> None:
    with pytest.raises(SystemExit) as ended:
        callback.v2_playbook_on_no_hosts_matched()
    assert ended.value.code == 1
    assert callback._display.lines[0].startswith("nothing was done")


def test_first_task_that_talks_to_aws__has_service_models_read_before_it(callback: CallbackModule) -> None:
    read: list[str] = []
    callback.read_ahead = lambda: read.append("models")
    for args in ({}, {"target": "{{ stackyard_target }}"}):
        of = task("any", "preflight")
        of.args = args
        callback.v2_playbook_on_task_start(of, False)
        if not args:
            assert read == []
    assert read == ["models"]


class Interrupted(CallbackModule):
    """A run in its second task; its page stands in a folder of the test's."""

    def __init__(self, folder: Path, *, preview: bool = False) -> None:
        super().__init__()
        self.path = folder / "report.html"
        self._display = Screen()
        self.before: list[str] = []
        for name in ("preflight", "package"):
            of = task(f"{name} : Do it", name)
            of.check_mode = preview
            self.v2_playbook_on_task_start(of, False)
            self.before.append(self.path.read_text() if self.path.exists() else "")
            self.v2_runner_on_ok(result(of))

    def own_hosts(self) -> list[str]:
        return ["local-eu-central-1"]

    def surroundings(self, host: str) -> Surroundings | None:
        del host
        return Surroundings("deploy", self.path, make_target())


def test_interrupted_run__leaves_a_page_and_says_so_last(tmp_path: Path) -> None:
    callback = Interrupted(tmp_path)
    callback._interrupted("interrupted")
    assert callback._display.lines[-2:] == [f"  report: {callback.path}\n", "interrupted"]
    assert "at <b>package : Do it</b>" in callback.path.read_text()


def test_run_that_is_given_up_while_it_deploys__is_not_called_one_that_has_not_begun(tmp_path: Path) -> None:
    callback = Interrupted(tmp_path)
    callback.v2_playbook_on_task_start(task("stacks : Deploy", "stacks", "stackyard_deploy"), False)
    callback.given_up()
    assert "<title>FAILED: " in callback.path.read_text()


class OfTwo(Interrupted):
    """Such a run, for two targets."""

    def own_hosts(self) -> list[str]:
        return ["local-eu-central-1", "test-eu-central-1"]

    def region_of(self, host: str) -> str:
        return host.partition("-")[2]


def test_interrupted_run_for_several_targets__ends_with_their_table(tmp_path: Path) -> None:
    callback = OfTwo(tmp_path)
    callback._interrupted("interrupted")
    rows = [line.split()[:3] for line in callback._display.lines[-1].splitlines()]
    assert rows[2:] == [
        ["local-eu-central-1", "eu-central-1", "FAILED"],
        ["test-eu-central-1", "eu-central-1", "FAILED"],
    ]


def test_run_that_ansible_gives_up__says_so_and_leaves_a_page(tmp_path: Path) -> None:
    callback = Interrupted(tmp_path)
    callback.given_up()
    assert callback._display.lines[-1].startswith("the run was given up before its end")
    assert "at <b>package : Do it</b>" in callback.path.read_text()
    told = len(callback._display.lines)
    callback.given_up()
    assert len(callback._display.lines) == told


def test_run__says_in_its_page_from_the_first_task_on_that_it_is_under_way(tmp_path: Path) -> None:
    callback = Interrupted(tmp_path)
    assert ["<title>RUNNING: " in page for page in callback.before] == [True, True]
    stats = SimpleNamespace(
        processed=["local-eu-central-1"], summarize=lambda _: {"ok": 2, "changed": 0, "failures": 0, "unreachable": 0}
    )
    callback.v2_playbook_on_stats(stats)
    assert "<title>NOT BEGUN: " in callback.path.read_text()


def test_preview__leaves_no_page_where_a_task_works_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "CLIARGS", {"check": True})
    callback = Interrupted(tmp_path)
    callback.v2_runner_on_failed(result(callback.task, msg="the port is taken"))
    callback._interrupted("interrupted")
    assert not callback.path.exists()


def test_interrupted_preview__leaves_no_page(tmp_path: Path) -> None:
    callback = Interrupted(tmp_path, preview=True)
    callback._interrupted("interrupted")
    assert not callback.path.exists()
