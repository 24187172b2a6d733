"""Going back, drift and logs by their commands, in a checkout of its own: what they say, and how they end."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import checkout
from tests.e2e.environment import EMBEDDED, PARTITION, Environment, Student

NAME = EMBEDDED[PARTITION]
HANDLER = "lambdas/trainings/get_test/handler.py"
BROKEN = 'def handler(event, context):\n    return {"statusCode": 200, "body": "a mistake"}\n'
# Another system is declared, too, which nobody has deployed here: nothing may miss it.
DEPLOYED = (NAME, "-e", "systems=trainings")
ONLY_SHOWN = ("-e", "changes_must_be_shown=true")
REVERT = ("-e", "revert=true")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    folder = tmp_path_factory.mktemp("back")
    environment = Environment.embedded(folder, checkout(folder / "checkout"))
    try:
        environment.begin_on_a_tuesday()
        environment.run("bin/deploy", *DEPLOYED)
        yield environment
    finally:
        environment.run("bin/local", "down", check=False)


@pytest.fixture(scope="module")
def student(environment: Environment) -> Student:
    return environment.student("student01")


def report(environment: Environment, done: subprocess.CompletedProcess[str]) -> str:
    """The page that a command names."""
    [line] = [line for line in done.stdout.splitlines() if line.strip().startswith("report")]
    return Path(environment.root, line.split()[-1]).read_text()


def answer(student: Student) -> str:
    return str(student.questions("linux", "test01").body)


def test_rollback__brings_the_code_before_back_and_refuses_to_go_further(environment, student):
    assert "questionId" in answer(student)
    (environment.root / HANDLER).write_text(BROKEN)
    environment.run("bin/deploy", *DEPLOYED)
    assert answer(student) == "a mistake"

    done = environment.run("bin/rollback", NAME)

    assert "questionId" in answer(student)
    assert "\n  from deployment 2 to deployment 1 of " in done.stdout
    assert "\ntrainings_smoke " in done.stdout
    assert f"<title>Rollback of stackyard-{NAME} from deployment 2 to deployment 1</title>" in report(environment, done)

    again = environment.run("bin/rollback", NAME, check=False)

    assert again.returncode == 2
    assert "the last deployment was a rollback already" in again.stdout
    page = report(environment, again)
    assert f"<title>NOT BEGUN: Rollback of stackyard-{NAME}</title>" in page
    assert "the last deployment was a rollback already" in page


def memory(environment: Environment) -> tuple[str, int]:
    """Physical name and memory in MB of the function that fetches questions."""
    clients = environment.target.client
    stack = environment.target.stack_name("trainings", "api")
    found = clients("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId="GetTestFunction")
    name = found["StackResourceDetail"]["PhysicalResourceId"]
    return name, clients("lambda").get_function_configuration(FunctionName=name)["MemorySize"]


def test_drift__is_told_by_exit_code_and_taken_back_once_it_was_shown(environment):
    def drift(*options: str) -> Any:
        return environment.run("bin/drift", NAME, *ONLY_SHOWN, *options, check=False)

    name, wanted = memory(environment)
    environment.target.client("lambda").update_function_configuration(FunctionName=name, MemorySize=512)

    refused = drift(*REVERT)
    assert (refused.returncode, memory(environment)[1]) == (1, 512)
    assert f"{NAME} takes back only drift that was shown before (changes_must_be_shown)" in refused.stdout

    found = drift()
    assert found.returncode == 2
    assert f"      MemorySize: {wanted} → 512\n" in found.stdout
    assert "  remedy: -e revert=true takes it back" in found.stdout

    taken_back = drift(*REVERT)
    assert (taken_back.returncode, memory(environment)[1]) == (0, wanted)
    assert f"took back the drift of stackyard-{NAME}-trainings-api" in taken_back.stdout
    assert "none drifted" in taken_back.stdout


def test_logs__follow_a_request_from_the_api_to_its_function_and_back(environment, student):
    assert "questionId" in answer(student)

    def logged(*options: str) -> list[str]:
        lines = environment.run("bin/logs", "--env", NAME, "--since", "5m", *options).stdout.splitlines()
        columns = (" ".join(line.split()[1:]) for line in lines)  # they are as wide as the sources' names
        return [told.removeprefix("trainings/") for told in columns]

    mine = logged("get_test")[-1]
    request = mine.partition("[")[2][:8]
    told = logged("--request", request)

    assert mine in told
    assert any(line.startswith("api access ") and "GET /v1/test 200" in line for line in told), told
    assert all(line.startswith(("api access ", "get_test ")) for line in told), told


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (("--since", "soon"), 1, "error: this is neither a span of time nor a moment"),
        (("--limit", "moon"), 1, f"error: environment {NAME} has no target of this name"),
        (("--nonsense",), 2, "usage: bin/logs --help"),
    ],
)
def test_logs_asked_for_wrongly__are_an_error_and_nothing_else(environment, arguments, code, problem):
    done = environment.run("bin/logs", "--env", NAME, *arguments, check=False)
    assert (done.returncode, done.stderr.splitlines()[0], done.stdout) == (code, problem, "")
