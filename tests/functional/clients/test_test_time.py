"""The student's client with piped answers: what it does, and each way it can fail."""

from __future__ import annotations

import signal
import stat
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.patience import PATIENCE_SECONDS

from .conftest import KEY, FakeApi, Student, question

ANSWERS = "1\na\nb\nc\ny\n"


@pytest.fixture(params=["jq", "python3"])
def registered(
    request: pytest.FixtureRequest, api: FakeApi, student: Student, tools_with: Callable[..., str]
) -> Student:
    """A registered student whose laptop has one of the two JSON tools."""
    student.path = tools_with(request.param)
    student.register(api.url)
    return student


def test_first_run__registers_once_and_uploads(api: FakeApi, student: Student) -> None:
    done = student.run(f"{api.url}/\n{KEY}\nstudent01\n{ANSWERS}")
    assert done.returncode == 0, done.stderr
    assert "Thank you: your answers are stored." in done.stdout
    assert student.config.read_text() == f"url={api.url}\nkey={KEY}\nstudent=student01\n"
    assert stat.S_IMODE(student.config.stat().st_mode) == 0o600
    assert stat.S_IMODE(student.config.parent.stat().st_mode) == 0o700
    assert student.run("", "--list").returncode == 0


def test_lines_of_the_trainer_pasted_whole__are_understood(api: FakeApi, student: Student) -> None:
    typed = f"API Endpoint URL: {api.url}/api/\nAPI Key: {KEY}\nstudent01\n"
    assert student.run(typed, "--register").returncode == 0
    assert f"url={api.url}\nkey={KEY}\n" in student.config.read_text()


def test_answers_piped__are_uploaded_under_their_ids(api: FakeApi, registered: Student) -> None:
    done = registered.run(ANSWERS)
    assert done.returncode == 0, done.stderr
    result = [{"questionId": str(n), "answer": answer} for n, answer in enumerate("abc", 1)]
    assert api.submissions == [
        {"subjectName": "linux", "testId": "test01", "studentId": "student01", "testResult": result}
    ]
    assert registered.drafts == []


def test_list__shows_tests_and_due_dates(registered: Student) -> None:
    done = registered.run("", "--list")
    rows = [line.split() for line in done.stdout.splitlines() if ")" in line]
    assert rows == [
        ["1)", "linux", "test01", "until", "Mon", "23", "Nov", "23:00"],
        ["2)", "python", "test01", "until", "Mon", "23", "Nov", "23:00"],
    ]


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        ("2027-01-04T23:00:00+01:00", "until Mon 4 Jan 23:00"),
        ("2028-02-29T08:05:00+01:00", "until Tue 29 Feb 08:05"),
        ("2027-02-28T08:09:00+01:00", "until Sun 28 Feb 08:09"),
        ("2000-03-01T00:00:00+00:00", "until Wed 1 Mar 00:00"),
        ("2026-12-31T23:59:00+01:00", "until Thu 31 Dec 23:59"),
        ("2026-13-01T00:00:00+01:00", "until 2026-13-01T00:00"),
        ("soon", "until soon"),
    ],
)
def test_due_moment__is_told_with_its_weekday(api: FakeApi, registered: Student, due: str, shown: str) -> None:
    api.due = due
    line = registered.run("", "--list").stdout.splitlines()[-1]
    assert line.endswith(f" {shown}")


def test_list_of_long_names__fits_a_terminal(api: FakeApi, registered: Student) -> None:
    api.tests = {("s" * 40, "t" * 30): api.tests["linux", "test01"]}
    *_, names, due = registered.run("", "--list").stdout.splitlines()
    assert names.split() == ["1)", "s" * 40, "t" * 30]
    assert due.strip() == "until Mon 23 Nov 23:00"
    assert max(len(names), len(due)) <= 80


def test_test_chosen_by_name__is_asked(api: FakeApi, registered: Student) -> None:
    assert registered.run("python/test01\na\na\na\ny\n").returncode == 0
    assert api.submissions[0]["subjectName"] == "python"


def test_empty_line__leaves_the_question_out(api: FakeApi, registered: Student) -> None:
    assert registered.run("1\na\n\nc\ny\n").returncode == 0
    assert [row["questionId"] for row in api.submissions[0]["testResult"]] == ["1", "3"]


def test_review__changes_an_answer_before_upload(api: FakeApi, registered: Student) -> None:
    done = registered.run("1\na\nb\nc\n2\nc\ny\n")
    assert done.returncode == 0, done.stderr
    assert [row["answer"] for row in api.submissions[0]["testResult"]] == ["a", "c", "c"]


def test_back_and_leave_out__change_what_was_answered(api: FakeApi, registered: Student) -> None:
    assert registered.run("1\na\nb\n<\n-\nc\ny\n").returncode == 0
    assert [row["questionId"] for row in api.submissions[0]["testResult"]] == ["1", "3"]


def test_answers_in_capitals_with_carriage_returns__are_understood(api: FakeApi, registered: Student) -> None:
    assert registered.run("1\r\nA\r\nB\r\nC\r\ny").returncode == 0
    assert [row["answer"] for row in api.submissions[0]["testResult"]] == ["a", "b", "c"]


def test_student_stops__keeps_the_answers_and_uploads_nothing(api: FakeApi, registered: Student) -> None:
    done = registered.run("1\na\nq\n")
    assert done.returncode == 0
    assert "Nothing was uploaded" in done.stdout
    assert api.submissions == []
    assert [stat.S_IMODE(draft.stat().st_mode) for draft in registered.drafts] == [0o600]


def test_everything_submitted__says_so(api: FakeApi, registered: Student) -> None:
    api.tests.clear()
    done = registered.run("")
    assert done.returncode == 0
    assert "none: everything is submitted" in done.stdout


def test_odd_texts__come_out_whole_and_harmless(api: FakeApi, registered: Student) -> None:
    odd = question(1, "C:\\new\\table", "quote \" and ' and %s", "zażółć gęślą jaźń")
    odd["question"] = "Evil \x1b[2J\x07\x9b text\u202e\n\n    code  stays\n\ttab * ?"
    odd["answers"][0]["answerId"] = "a"
    api.tests = {("odd one", "test 1.0-b_c"): [odd]}
    done = registered.run("1\nb\ny\n")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "Evil [2J text" in done.stdout
    assert "\n    code  stays\n    tab * ?\n" in done.stdout
    for text in ("C:\\new\\table", "quote \" and ' and %s", "zażółć gęślą jaźń"):
        assert text in done.stdout
    assert api.submissions[0]["testId"] == "test 1.0-b_c"
    assert api.submissions[0]["testResult"] == [{"questionId": "1", "answer": "b"}]


def test_long_texts__are_wrapped_to_80_columns(api: FakeApi, registered: Student) -> None:
    api.tests["linux", "test01"][0]["question"] = "word " * 60
    api.tests["linux", "test01"][0]["answers"][0]["answerBody"] = "answer " * 40
    done = registered.run(ANSWERS)
    assert done.stdout.count("word") == 60
    assert max(len(line) for line in done.stdout.splitlines() if line.lstrip().startswith(("word", "answer"))) <= 80


def test_output_into_a_file__has_no_colours(registered: Student) -> None:
    assert "\x1b" not in registered.run(ANSWERS).stdout


def test_key__is_sent_in_the_header_and_never_stands_in_a_command_line(api: FakeApi, registered: Student) -> None:
    api.may_answer.clear()
    with subprocess.Popen(
        [str(registered.client), "--list"], env=registered.environment, stdout=subprocess.DEVNULL
    ) as run:
        seen = ""
        while "curl --config -" not in seen:
            assert run.poll() is None, seen
            seen += subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        api.may_answer.set()
    assert KEY not in seen
    assert api.requests == [("POST /tests", KEY)]


@pytest.mark.parametrize(
    ("refusal", "code", "told"),
    [
        (("POST /tests", 403, {"code": 403, "body": "this key is not known"}), 6, "this key is not known"),
        (("POST /tests", 403, {"message": "Forbidden"}), 6, "Forbidden"),
        (
            ("POST /tests", 400, {"code": 400, "body": "student01 is not on the list"}),
            7,
            "student01 is not on the list",
        ),
        (("POST /tests", 403, {"message": "Missing Authentication Token"}), 5, "does not answer like a trainings API"),
        (("POST /tests", 200, b"<html>a login page</html>"), 5, "does not answer like a trainings API"),
        (("POST /tests", 301, b""), 5, "does not answer like a trainings API"),
        (("POST /tests", 404, b"not found"), 5, "does not answer like a trainings API"),
        (("POST /tests", 200, {"code": 200, "body": "not a list"}), 5, "does not answer like a trainings API"),
        (("POST /tests", 200, {"code": 500, "body": []}), 5, "does not answer like a trainings API"),
        (("POST /tests", 500, {"code": 500, "body": "internal error"}), 11, "internal error"),
        (("POST /tests", 502, b"<html>bad gateway</html>"), 11, "status 502"),
        (("GET /test", 404, {"code": 404, "body": "there is no such test"}), 7, "there is no such test"),
        (("GET /test", 200, {"code": 200, "body": []}), 11, "questions of this test are damaged"),
        (("GET /test", 200, {"code": 200, "body": [{"question": 1}]}), 11, "questions of this test are damaged"),
        (("POST /test", 400, {"code": 400, "body": "question 9 is unknown"}), 7, "question 9 is unknown"),
        (("POST /test", 409, {"code": 409, "body": "already submitted"}), 8, "first submission stands"),
        (("POST /test", 403, {"code": 403, "body": "the deadline was yesterday"}), 9, "the deadline was yesterday"),
        (("POST /test", 500, {"code": 500, "body": "internal error"}), 11, "internal error"),
    ],
)
def test_refusal__has_own_code_and_message(
    api: FakeApi, registered: Student, refusal: tuple[str, int, object], code: int, told: str
) -> None:
    api.force(*refusal)
    done = registered.run(ANSWERS)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "remedy: " in done.stderr
    assert api.submissions == []


def test_too_many_requests__says_how_long_to_wait(api: FakeApi, registered: Student) -> None:
    api.force("POST /test", 429, {"code": 429, "body": "too many requests"}, Retry_After="7")
    done = registered.run(ANSWERS)
    assert done.returncode == 10
    assert "wait 7 seconds" in done.stderr
    assert "your answers are kept in" in done.stderr


def test_too_many_requests_in_the_gateways_words__asks_for_a_minute(api: FakeApi, registered: Student) -> None:
    api.force("POST /tests", 429, {"message": "Too Many Requests"})
    done = registered.run(ANSWERS)
    assert done.returncode == 10
    assert "wait 60 seconds" in done.stderr


def test_upload_refused_for_the_key__is_not_taken_for_a_deadline(api: FakeApi, registered: Student) -> None:
    class TurnsAway(dict[str, tuple[int, object, dict[str, str]]]):
        """Refuses the listing too, once an upload was refused: the key was withdrawn."""

        def __contains__(self, call: object) -> bool:
            if call == "POST /test":
                api.force("POST /tests", 403, {"code": 403, "body": "this key is not known"})
            return super().__contains__(call)

    api.forced = TurnsAway({"POST /test": (403, {"code": 403, "body": "this key is not known"}, {})})
    assert registered.run(ANSWERS).returncode == 6


def test_no_network__says_what_curl_said(student: Student) -> None:
    student.register("http://127.0.0.1:9")
    done = student.run(ANSWERS)
    assert done.returncode == 4
    assert "no answer from the API (curl: (7)" in done.stderr


def test_unknown_host__is_a_network_failure(student: Student) -> None:
    student.register("https://no-such-host.invalid")
    assert student.run(ANSWERS).returncode == 4


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("9\n", "there is no such test"),
        ("1\nz\n", "question 1 has no such answer"),
        ("1\na\nb\nc\nmaybe\n", "this is no answer here"),
        ("1\na\nb\nc\n4\n", "this is no answer here"),
        ("1\n*\n", "question 1 has no such answer"),
        ("1\n\n\n\ny\n", "no question is answered"),
    ],
)
def test_invalid_answer_in_a_pipe__ends_the_run(api: FakeApi, registered: Student, typed: str, told: str) -> None:
    done = registered.run(typed)
    assert done.returncode == 12
    assert told in done.stderr
    assert "nothing was uploaded" in done.stderr
    assert api.submissions == []


@pytest.mark.parametrize("typed", ["", "1\n", "1\na\n", "1\na\nb\nc\n"])
def test_input_ends_early__uploads_nothing_and_says_so(api: FakeApi, registered: Student, typed: str) -> None:
    done = registered.run(typed)
    assert done.returncode == 13
    assert "nothing was uploaded" in done.stderr
    assert api.submissions == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("ftp://example.com\n", "expected is https://"),
        ("http://example.com\n", "expected is https://"),
        ("\n", "expected is https://"),
        ("https://exa mple.com\n", "expected is https://"),
        ("{url}\ntwo words\n", "one word without spaces"),
        ("{url}\n" + KEY + "\n../etc\n", "expected are letters"),
    ],
)
def test_impossible_registration__is_refused(api: FakeApi, student: Student, typed: str, told: str) -> None:
    done = student.run(typed.replace("{url}", api.url), "--register")
    assert done.returncode == 12
    assert told in done.stderr
    assert not student.config.exists()


def test_wrong_key_at_registration__keeps_nothing_and_never_shows_the_key(api: FakeApi, student: Student) -> None:
    done = student.run(f"{api.url}\nwrong-key-wrong-key-00\nstudent01\n", "--register")
    assert done.returncode == 6
    assert not student.config.exists()
    assert "wrong-key-wrong-key-00" not in done.stdout + done.stderr


def test_registration_that_fails__leaves_the_old_one_alone(api: FakeApi, student: Student) -> None:
    student.register(api.url)
    before = student.config.read_text()
    assert student.run("http://127.0.0.1:9\nsome-other-key-0000000\nstudent01\n", "--register").returncode == 4
    assert student.config.read_text() == before


@pytest.mark.parametrize(
    "text", ["", "url=https://x.example\n", "url=$(touch owned)\nkey=`touch owned`\nstudent=$(touch owned)\n"]
)
def test_damaged_registration__is_told_and_never_run(student: Student, text: str) -> None:
    student.register("http://127.0.0.1:9")
    student.config.write_text(text)
    done = student.run("")
    assert done.returncode == 3
    assert "the registration is damaged" in done.stderr
    assert not (student.home / "owned").exists()


def test_folder_that_cannot_be_made__is_told(api: FakeApi, student: Student) -> None:
    (student.home / ".trainings").write_text("a file where the folder should be")
    done = student.run(f"{api.url}\n{KEY}\nstudent01\n", "--register")
    assert done.returncode == 3
    assert "cannot write" in done.stderr


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["--nonsense"], 2), (["--list", "more"], 2)])
def test_options__are_explained_or_refused(student: Student, arguments: list[str], code: int) -> None:
    done = student.run("", *arguments)
    assert done.returncode == code
    assert "--help" in done.stdout + done.stderr


def test_neither_jq_nor_python__is_told(student: Student, tools_with: Callable[..., str]) -> None:
    student.path = tools_with()
    done = student.run("")
    assert done.returncode == 2
    assert "neither jq nor python3" in done.stderr


def test_piped_run_after_an_interrupted_one__starts_afresh(api: FakeApi, registered: Student) -> None:
    assert registered.run("1\nb\n").returncode == 13
    assert len(registered.drafts) == 1
    assert registered.run(ANSWERS).returncode == 0
    assert [row["answer"] for row in api.submissions[0]["testResult"]] == ["a", "b", "c"]
    assert registered.drafts == []


def test_terminated_while_asking__keeps_the_answers(api: FakeApi, registered: Student) -> None:
    run = subprocess.Popen(
        [str(registered.client)], env=registered.environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert run.stdin is not None
    run.stdin.write("1\na\n")
    run.stdin.flush()
    end = time.monotonic() + PATIENCE_SECONDS
    while not registered.drafts and time.monotonic() < end:
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    _, said = run.communicate(timeout=PATIENCE_SECONDS)
    assert run.returncode == 143
    assert "nothing was uploaded" in said
    assert registered.drafts[0].read_text().endswith("answers=1,0,0\n")
    assert api.submissions == []


def test_every_run__leaves_no_temporary_files(registered: Student) -> None:
    registered.run(ANSWERS)
    registered.run("1\n")
    assert sorted(path.name for path in registered.home.iterdir()) == [".trainings", "test-time.sh"]
