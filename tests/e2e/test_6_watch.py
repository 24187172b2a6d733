"""``bin/watch`` beside a deployed environment, in a checkout of its own: what is saved is what the API answers."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Iterator

import pytest

from tests.checkout import ROOT, checkout
from tests.e2e.environment import EMBEDDED, PARTITION, Environment, Student
from tests.watching import Watching, watching

GET_TEST, HANDLER = "trainings/get_test", "lambdas/trainings/get_test/handler.py"
ACCESS = "lambdas/trainings/shared/trainings/access.py"  # checks keys, for the three functions behind the API
SAID = 'def handler(event, context):\n    return {{"statusCode": 200, "body": "{}"}}\n'


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    folder = tmp_path_factory.mktemp("watch")
    environment = Environment.embedded(folder, checkout(folder / "checkout"))
    try:
        environment.begin_on_a_tuesday()
        environment.run("bin/deploy", environment.name)
        yield environment
    finally:
        environment.run("bin/local", "down", check=False)


@pytest.fixture(autouse=True)
def _sources_as_they_were(environment: Environment) -> Iterator[None]:
    yield
    for name in (HANDLER, ACCESS, "lambdas/trainings/list_tests/handler.py"):
        shutil.copy(ROOT / name, environment.root / name)


@pytest.fixture
def watch(environment: Environment) -> Iterator[Watching]:
    with watching(environment.root, environment.variables, "--env", environment.name) as started:
        declared = environment.setting("stackyard_systems")
        count = sum(len(list(environment.root.glob(f"lambdas/{system}/*/handler.py"))) for system in declared)
        assert started.until("watching") == f"watching {count} functions for {environment.name}, till Ctrl-C"
        yield started


@pytest.fixture
def student(environment: Environment) -> Student:
    return environment.student("student01")


def save(environment: Environment, text: str, name: str = HANDLER) -> None:
    fresh = environment.home / "saved"
    fresh.write_text(text)
    fresh.replace(environment.root / name)  # as editors do it: nobody sees a file of which a part is written


def said(student: Student) -> str:
    return str(student.questions("linux", "test01").body)


def stacks(environment: Environment) -> str:
    output = environment.run("bin/deploy", environment.name).stdout
    return output[output.index("\nstacks ") : output.index("\ntrainings_seed ")]


def test_saved_function__answers_anew_at_once_and_is_reconciled_by_the_next_deployment(environment, watch, student):
    before = (environment.root / HANDLER).read_text()
    save(environment, SAID.format("hello"))
    assert watch.updated() == GET_TEST
    assert said(student) == "hello"

    save(environment, "def handler(:\n")
    assert watch.line() == f"{GET_TEST}: the old code stays"
    assert said(student) == "hello"

    save(environment, before)
    assert watch.updated() == GET_TEST
    preview = environment.run("bin/deploy", environment.name, "--check").stdout
    assert f"  {GET_TEST}: was updated in place, would be put back to what is deployed\n" in preview
    assert f"  {GET_TEST}: was updated in place, put back to what is deployed" in stacks(environment)
    assert stacks(environment).split()[-1] == "ok"
    assert "questionId" in said(student)


def test_shared_module__updates_exactly_the_functions_that_import_it(environment, watch):
    save(environment, (environment.root / ACCESS).read_text() + "\nADDED = 1\n", ACCESS)
    assert {watch.updated() for _ in range(3)} == {GET_TEST, "trainings/list_tests", "trainings/upload_test"}
    save(environment, SAID.format("after"))
    assert watch.line().startswith(f"{GET_TEST}: updated in place (")  # nothing came between


def test_deployment_between_saves__is_taken_in(environment, watch, student):
    save(environment, SAID.format("deployed"))
    assert watch.updated() == GET_TEST
    stacks(environment)
    save(environment, SAID.format("saved after it"))
    assert watch.updated() == GET_TEST
    assert said(student) == "saved after it"


def test_embedded_aws_that_is_down__is_told_and_the_next_save_arrives(environment, watch, student):
    environment.run("bin/local", "down")
    save(environment, SAID.format("lost"))
    assert watch.until(f"{GET_TEST}: the") == f"{GET_TEST}: the old code stays"
    assert "cannot be reached" in watch.line()
    environment.run("bin/local", "up")
    save(environment, SAID.format("back again"))
    assert watch.updated() == GET_TEST
    assert said(student) == "back again"


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_end__says_what_was_updated(environment, watch, by):
    save(environment, SAID.format(time.monotonic_ns()))
    assert watch.updated() == GET_TEST
    code, rest = watch.end(by)
    assert code == 0
    assert rest.partition(" ")[2] == (
        f"ended; updated in place: {GET_TEST}; bin/deploy {environment.name} puts everything in order\n"
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--env", "prod"), "functions of prod may not be updated in place"),
        (("--env", "dev"), "nothing is deployed that could be updated"),
        (("--env", "moon"), "there is no environment of this name"),
        (("--env", EMBEDDED[PARTITION], "list_test"), "there is no function list_test"),
    ],
)
def test_what_cannot_be_watched__is_told(environment, arguments, problem):
    done = environment.run("bin/watch", *arguments, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, f"error: {problem}")


def test_help__fits_a_terminal(environment: Environment) -> None:
    lines = environment.run("bin/watch", "--help").stdout.splitlines()
    assert lines[0].startswith("Usage: bin/watch")
    assert max(map(len, lines)) <= 80


def test_name_of_one_function__follows_that_one(environment: Environment) -> None:
    with watching(environment.root, environment.variables, "--env", environment.name, "get_test") as watch:
        assert watch.until("watching") == f"watching 1 function for {environment.name}, till Ctrl-C"
        save(environment, SAID.format("nobody looks"), "lambdas/trainings/list_tests/handler.py")
        save(environment, SAID.format("followed"))
        assert watch.updated() == GET_TEST
