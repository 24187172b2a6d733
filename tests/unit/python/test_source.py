from __future__ import annotations

import sys

import pytest
from stackyard.errors import StackyardError
from stackyard.python.interpreters import Interpreter, Interpreters
from stackyard.python.source import read_module

NEWER = "python3.99"
# Grammar that no Python has yet: what a newer one says about it is what counts.
SOURCE_OF_TOMORROW = "handler => event\n"


@pytest.fixture
def answering(tmp_path):
    """Makes a Python of tomorrow that gives one answer to everything, and notes each start of it."""

    def make(answer):
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\necho started >>{tmp_path}/starts\nwhile read -r _; do {answer}; done\n")
        program.chmod(0o755)
        return Interpreters((Interpreter(NEWER, program),))

    return make


def fault(source, *arguments):
    with pytest.raises(StackyardError) as caught:
        read_module(source, "f.py", *arguments)
    return caught.value


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a = 1\nb = = 2\n", "f.py:2: invalid syntax"),
        ("\nreturn 1\n", "f.py:2: 'return' outside function"),
        ("def f(a, a): ...\n", "f.py:1: duplicate argument 'a'"),
        ("a = '\x00'\n", "f.py:1"),
    ],
)
def test_source_that_python_refuses__is_told_with_its_line(source, problem):
    assert fault(source).problem.startswith(problem)


def test_error__says_which_python_read_the_source():
    assert "(read by Python 3." in fault("a = = 1").given


def test_line_without_end__is_shown_in_part():
    assert len(fault("a = " + "(" * 9000).given) < 200


def test_source_for_a_newer_runtime_that_is_not_set_up__is_told_with_the_way_out():
    assert fault(SOURCE_OF_TOMORROW, NEWER).remedy == (
        "correct the syntax; if only python3.99 reads it, install that Python, then run bin/setup"
    )


def test_source_for_this_python__needs_no_other():
    assert fault("a = = 1", f"python3.{sys.version_info.minor}").remedy == "correct the syntax"


@pytest.mark.parametrize("runtime", [NEWER, ""])
def test_source_that_only_the_functions_python_reads__is_described_by_it(answering, runtime):
    facts = """echo '{"facts": {"imported": [[".a", "b", 3]], "bound": ["handler"]}}'"""
    found = read_module(SOURCE_OF_TOMORROW, "f.py", runtime, answering(facts))
    assert found.bound == {"handler"}
    assert [(one.module, one.name, one.line) for one in found.imports("pack")] == [("pack.a", "b", 3)]


def test_source_that_the_functions_python_refuses_too__is_told_in_its_words(answering):
    said = """echo '{"fault": {"message": "too early", "line": 7, "text": "x <-", "version": "3.99.1"}}'"""
    error = fault(SOURCE_OF_TOMORROW, NEWER, answering(said))
    assert (error.problem, error.given) == ("f.py:7: too early", "x <- (read by Python 3.99.1)")


def test_source_that_this_python_reads__is_shown_to_no_other(answering, tmp_path):
    read_module("handler = 4\n", "f.py", NEWER, answering("exit 1"))
    assert not (tmp_path / "starts").exists()


def test_many_sources__cost_one_start_of_the_functions_python(answering, tmp_path):
    python = answering("""echo '{"facts": {"imported": [], "bound": []}}'""")
    for number in range(3):
        read_module(SOURCE_OF_TOMORROW + "#" * number, "many.py", NEWER, python)
    assert (tmp_path / "starts").read_text() == "started\n"


@pytest.mark.parametrize("answer", ["exit 1", "kill -9 $$"])
def test_python_that_falls_over_a_source__leaves_the_kits_own_verdict_and_is_started_anew(answering, tmp_path, answer):
    python = answering(answer)
    for number in range(2):
        assert "invalid syntax" in fault(SOURCE_OF_TOMORROW + "#" * number, NEWER, python).problem
    assert (tmp_path / "starts").read_text() == "started\n" * 2


def test_python_that_cannot_be_started__leaves_the_kits_own_verdict(tmp_path):
    (tmp_path / "python").write_text("no program")
    gone = Interpreters((Interpreter(NEWER, tmp_path / "python"),))
    assert "invalid syntax" in fault(SOURCE_OF_TOMORROW, NEWER, gone).problem
