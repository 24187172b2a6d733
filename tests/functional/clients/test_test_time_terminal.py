"""The student's client on a terminal: colours, redraw, asking again, and what an interruption leaves behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.patience import eventually

from .conftest import KEY, FakeApi, Student, Terminal

Opener = Callable[..., Terminal]


@pytest.fixture
def registered(api: FakeApi, student: Student) -> Student:
    student.register(api.url)
    return student


def answer_first_test(screen: Terminal) -> None:
    """Choose the first test and answer its three questions, up to the question whether to upload them."""
    screen.expect("Which test")
    screen.type("1")
    for answer in "abc":
        screen.expect("Your answer")
        screen.type(answer)
    screen.expect("Upload them")


def test_whole_visit__registers_asks_and_uploads(api: FakeApi, terminal: Opener) -> None:
    screen = terminal()
    screen.expect("API endpoint URL: ")
    screen.type(api.url)
    screen.expect("API key: ")
    screen.type(KEY)
    screen.expect("Student id: ")
    screen.type("student01")
    answer_first_test(screen)
    screen.type("y")
    screen.expect("Thank you: your answers are stored.")
    assert screen.finish() == 0
    assert [row["answer"] for row in api.submissions[0]["testResult"]] == ["a", "b", "c"]


def test_key_typed__is_not_echoed_and_echo_comes_back(api: FakeApi, terminal: Opener) -> None:
    screen = terminal("--register")
    screen.expect("API endpoint URL: ")
    screen.type(api.url)
    screen.expect("API key: ")
    screen.type(KEY)
    assert KEY not in screen.expect("Student id: ")
    screen.type("student01")
    assert "student01" in screen.expect("Registered")


@pytest.mark.usefixtures("registered")
def test_terminal__has_colours_and_redraws(terminal: Opener) -> None:
    screen = terminal()
    screen.expect("\x1b[1mOpen tests")
    screen.expect("Which test")
    screen.type("1")
    screen.expect("\x1b[H\x1b[2J")


def test_no_color__redraws_without_colours(registered: Student, terminal: Opener) -> None:
    registered.settings["NO_COLOR"] = "1"
    screen = terminal()
    assert "\x1b" not in screen.expect("Which test")
    screen.type("1")
    screen.expect("\x1b[H\x1b[2J")
    assert "\x1b" not in screen.expect("Your answer")


def test_dumb_terminal__gets_plain_lines(registered: Student, terminal: Opener) -> None:
    registered.settings["TERM"] = "dumb"
    screen = terminal()
    screen.expect("Which test")
    screen.type("1")
    assert "\x1b" not in screen.expect("Your answer")


@pytest.mark.usefixtures("registered")
def test_invalid_answer__is_asked_again(api: FakeApi, terminal: Opener) -> None:
    screen = terminal()
    screen.expect("Which test")
    screen.type("7")
    screen.expect("there is no such test")
    screen.expect("Which test")
    screen.type("1")
    screen.expect("Your answer")
    screen.type("z")
    screen.expect("question 1 has no such answer")
    for answer in "abc":
        screen.expect("Your answer")
        screen.type(answer)
    screen.expect("Upload them")
    screen.type("perhaps")
    screen.expect("this is no answer here")
    screen.type("y")
    assert screen.finish() == 0
    assert len(api.submissions) == 1


def test_control_c_while_asking__keeps_the_answers_and_offers_them_again(
    api: FakeApi, registered: Student, terminal: Opener
) -> None:
    first = terminal()
    first.expect("Which test")
    first.type("1")
    for answer in "ab":
        first.expect("Your answer")
        first.type(answer)
    first.expect("question 3 of 3")
    first.expect("Your answer")
    first.press(b"\x03")
    first.expect("nothing was uploaded")
    first.expect("your answers are kept in")
    assert first.finish() == 130
    assert api.submissions == []

    second = terminal()
    second.expect("Which test")
    second.type("1")
    second.expect("Go on with them")
    second.type("")
    second.expect("question 3 of 3")
    second.expect("Your answer")
    second.type("c")
    second.expect("Upload them")
    second.type("y")
    assert second.finish() == 0
    assert [row["answer"] for row in api.submissions[0]["testResult"]] == ["a", "b", "c"]
    assert registered.drafts == []


@pytest.mark.usefixtures("registered")
def test_draft_of_other_questions__is_not_offered(api: FakeApi, terminal: Opener) -> None:
    first = terminal()
    first.expect("Which test")
    first.type("1")
    first.expect("Your answer")
    first.type("a")
    first.expect("question 2 of 3")
    first.press(b"\x04")
    assert first.finish() == 13

    api.tests["linux", "test01"][0]["question"] = "The trainer wrote another question"
    second = terminal()
    second.expect("Which test")
    second.type("1")
    assert "Go on with them" not in second.expect("Your answer")


def test_draft_declined__starts_afresh(registered: Student, terminal: Opener) -> None:
    registered.run("1\nb\n")
    screen = terminal()
    screen.expect("Which test")
    screen.type("1")
    screen.expect("Go on with them")
    screen.type("n")
    screen.expect("question 1 of 3")
    assert "*" not in screen.expect("Your answer")


@pytest.mark.usefixtures("registered")
def test_control_c_during_the_upload__says_that_it_may_have_arrived(api: FakeApi, terminal: Opener) -> None:
    screen = terminal()
    answer_first_test(screen)
    api.may_answer.clear()
    before = len(api.requests)
    screen.type("y")
    eventually(lambda: len(api.requests) > before, "the upload")
    screen.press(b"\x03")
    screen.expect("it may or may not have arrived")
    assert screen.finish() == 130
    api.may_answer.set()


@pytest.mark.usefixtures("registered")
def test_end_of_input_at_a_prompt__ends_the_visit(terminal: Opener) -> None:
    screen = terminal()
    screen.expect("Which test")
    screen.press(b"\x04")
    screen.expect("nothing was uploaded")
    assert screen.finish() == 13
