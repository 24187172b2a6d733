"""A content tree is read whole, and everything wrong with it is told at once: file, place, reason."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from trainings_ops.content import BadContent, line_of, read_content

from tests.unit.trainings_ops.builders import ANSWER_KEY, QUESTIONS, as_bytes, write_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "trainings", "linux/test01", "linux/test02", "aws/test01")


def faults_of(tree: Path) -> list[str]:
    with pytest.raises(BadContent) as failure:
        read_content(tree)
    return [str(fault) for fault in failure.value.faults]


def test_tree_without_faults__is_read_with_its_bytes_unchanged(tree) -> None:
    content = read_content(tree)
    assert [student.student_id for student in content.students] == ["student01", "student02"]
    assert [(test.subject, test.test) for test in content.tests] == [
        ("aws", "test01"),
        ("linux", "test01"),
        ("linux", "test02"),
    ]
    assert content.tests[0].questions == (tree / "aws/test01/questions.json").read_bytes()
    assert content.tests[0].due_date is None


def test_due_date_in_the_tree__is_read(tree) -> None:
    (tree / "aws/test01/dueDate.json").write_text('{"due": "2026-12-01T12:00:00+01:00"}')
    assert read_content(tree).tests[0].due_date == b'{"due": "2026-12-01T12:00:00+01:00"}'


def test_tree_copied_from_a_bucket__leaves_out_what_the_system_wrote(tree) -> None:
    for name in ("linux/test01/student01", "_runs/1", "_keys"):
        (tree / name).mkdir(parents=True)
    (tree / "linux/test01/student01/testResult.json").write_text("[]")
    (tree / "linux/test01/student01/score.json").write_text('{"score": 5}')
    (tree / "_keys/studentKeys.json").write_text("{}")
    (tree / "_closed.json").write_text("{}")
    (tree / ".DS_Store").write_bytes(b"\0")
    assert read_content(tree).left_out == ("_closed.json", "_keys", "_runs", "linux/test01/student01")


def edit(path: str, change: Callable[[list[Any]], object]) -> Callable[[Path], None]:
    def spoil(tree: Path) -> None:
        document = json.loads((tree / path).read_text())
        change(document)
        (tree / path).write_text(json.dumps(document))

    return spoil


def write(path: str, text: bytes) -> Callable[[Path], None]:
    def spoil(tree: Path) -> None:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(text)

    return spoil


def remove(path: str) -> Callable[[Path], None]:
    return lambda tree: (tree / path).unlink()


STUDENTS = "studentsList.json"
QUESTIONS_FILE, KEY_FILE = "linux/test01/questions.json", "linux/test01/questionsKey.json"


@pytest.mark.parametrize(
    ("spoil", "file", "said"),
    [
        (write(QUESTIONS_FILE, b'[{"questionId": '), QUESTIONS_FILE, "it is not JSON"),
        (write(QUESTIONS_FILE, '[{"question": "é"}]'.encode("latin-1")), QUESTIONS_FILE, "it is not UTF-8"),
        (write(QUESTIONS_FILE, b"[]"), QUESTIONS_FILE, "the list is empty"),
        (write(STUDENTS, b"[]"), STUDENTS, "the list is empty"),
        (write(KEY_FILE, b"[]"), KEY_FILE, "the list is empty"),
        (remove(STUDENTS), STUDENTS, "the file is missing"),
        (remove(KEY_FILE), KEY_FILE, "the file is missing"),
        (remove(QUESTIONS_FILE), QUESTIONS_FILE, "the file is missing"),
        (edit(STUDENTS, lambda one: one.append(one[0])), STUDENTS, "[2].student_id: 'student01' stands already at [0]"),
        (edit(STUDENTS, lambda one: one[1].update(email="nobody")), STUDENTS, "[1].email: it is not an e-mail address"),
        (edit(STUDENTS, lambda one: one[0].update(student_id="../x")), STUDENTS, "[0].student_id: this is no valid"),
        (edit(QUESTIONS_FILE, lambda one: one.append(one[0])), QUESTIONS_FILE, "[2].questionId: '1' stands already"),
        (
            edit(QUESTIONS_FILE, lambda one: one[0]["answers"].append(one[0]["answers"][0])),
            QUESTIONS_FILE,
            "[0].answers[2].answerId: 'a' stands already",
        ),
        (edit(KEY_FILE, lambda one: one.append({"questionId": "9", "answer": "a"})), KEY_FILE, "has no question '9'"),
        (edit(KEY_FILE, lambda one: one.pop()), KEY_FILE, "question '2' has no right answer here"),
        (edit(KEY_FILE, lambda one: one[0].update(answer="z")), KEY_FILE, "[0].answer: it is none of the question's"),
        (write("linux/test01/dueDate.json", b'{"due": "soon"}'), "linux/test01/dueDate.json", "it must be a moment"),
        (write("linux/notes.txt", b""), "linux/notes.txt", "a subject holds a folder per test, nothing else"),
        (write("readme.md", b""), "readme.md", "unexpected file: here lie studentsList.json"),
        (write("linux/test01/questions.bak", b""), "linux/test01/questions.bak", "a test holds dueDate.json"),
        (write("linux/test01/pictures/1.png", b""), "linux/test01/pictures", "unexpected folder"),
        (write("linux/test%2f/questions.json", b"[]"), "linux/test%2f", "it holds '%'"),
        (write("li..nux/test01/questions.json", b"[]"), "li..nux", "it holds '..'"),
        (lambda tree: (tree / "empty").mkdir(), "empty", "the subject has no test"),
    ],
)
def test_fault__is_told_with_file_place_and_reason(tree, spoil, file, said) -> None:
    spoil(tree)
    found = faults_of(tree)
    assert any(fault.startswith(f"{file}: ") and said in fault for fault in found), found


def test_several_faults__are_all_told_at_once(tree) -> None:
    write(STUDENTS, b"[]")(tree)
    write(QUESTIONS_FILE, b"{")(tree)
    remove("aws/test01/questionsKey.json")(tree)
    with pytest.raises(BadContent) as failure:
        read_content(tree)
    message = str(failure.value)
    assert "the content has 3 faults; nothing was published" in message
    assert "aws/test01/questionsKey.json: the file is missing" in message
    assert "remedy: mend the files named above, then run playbooks/seed.yml again" in message


def test_file_name_that_is_not_utf8__is_told_printably(tree) -> None:
    (tree / os.fsdecode(b"sub\xffject")).mkdir()
    (fault,) = faults_of(tree)
    fault.encode()
    assert "sub\\udcffject" in fault


def test_folder_that_is_not_there__is_told(tmp_path) -> None:
    assert faults_of(tmp_path / "nothing") == ["there is no such folder"]


def test_tree_without_subjects__is_told(tmp_path) -> None:
    tree = write_tree(tmp_path / "trainings")
    for file in (tree / "linux/test01").iterdir():
        file.unlink()
    (tree / "linux/test01").rmdir()
    (tree / "linux").rmdir()
    assert "there is no subject" in faults_of(tree)[0]


def test_builders__describe_a_tree_without_faults(tree) -> None:
    assert read_content(tree).tests[0].questions == as_bytes(QUESTIONS)
    assert read_content(tree).tests[0].answer_key == as_bytes(ANSWER_KEY)


def test_line_of_a_student__is_found_in_the_document() -> None:
    document = b'[\n  {"student_id": "student01"},\n  {"student_id": "student02"}\n]'
    assert line_of(document, "student02") == 3
    assert line_of(document, "student0") == 0
