"""Texts of shell scripts, less comments and quotes."""

from __future__ import annotations

import pytest
from stackyard.rules.sources.model import SourceText
from stackyard.rules.sources.shell_texts import shell_texts


def texts(source: str) -> list[tuple[int, str]]:
    return [(found.line, found.text) for found in shell_texts(source)]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("echo a # said", "echo a "),
        ("echo a#b", "echo a#b"),
        ("echo 'a # b'", "echo a # b"),
        ('echo "a # b" # said', "echo a # b "),
        ("echo ${x#y} $#", "echo ${x#y} $#"),
        ("echo 'a'\"b\"c", "echo abc"),
        ("echo a\\ b \\#c", "echo a b #c"),
        ("echo 'a\\' # said", "echo a\\ "),
        ('echo "a\\"b"', 'echo a"b'),
        ("x;# said", "x;"),
    ],
)
def test_line__is_what_the_shell_sees_of_it(line: str, text: str) -> None:
    assert texts(line) == [(1, text)]


def test_comments_and_empty_lines__say_nothing() -> None:
    assert texts("#!/usr/bin/env bash\n\n  # said\n") == []


def test_line_that_is_continued__is_one_with_the_next() -> None:
    assert texts("echo a\\\nb\necho c\n") == [(1, "echo ab"), (3, "echo c")]
    assert texts("echo a\\") == [(1, "echo a")]


def test_quoted_text__goes_on_until_its_quote() -> None:
    assert texts("x='a # b\n# c'\n# said\n") == [(1, "x=a # b"), (2, "# c")]


@pytest.mark.parametrize(
    ("begin", "end"), [("<<END", "END"), ("<<'END'", "END"), ("<<-END", "\tEND"), ("<< \\END", "END")]
)
def test_text_for_another_program__is_text_to_its_end(begin: str, end: str) -> None:
    found = list(shell_texts(f"cat {begin}\n# it's text\n{end}\necho b # said\n"))
    assert found[1:] == [SourceText(2, "# it's text"), SourceText(4, "echo b ")]


def test_text_that_is_given_on_the_line__begins_no_other() -> None:
    assert texts("cat <<<word\necho a # said\n") == [(1, "cat <<<word"), (2, "echo a ")]


@pytest.mark.parametrize(
    ("script", "used"),
    [
        ("where=aws", "arn:aws:x"),
        ("readonly where='aws'", "arn:aws:x"),
        ("local -r where=aws other=x", "arn:aws:x"),
        ("where=aws; where=b", "arn:$where:x"),
        ("where=aws\nwhere+=-cn", "arn:$where:x"),
        ("where=aws\nfor where in a b; do", "arn:$where:x"),
        ("where=aws\nread -r where", "arn:$where:x"),
        ("where=$(aws)", "arn:$where:x"),
        ("where=", "arn:$where:x"),
        ("where=arn:aws:s3", "arn:$where:x"),
    ],
)
def test_variable__stands_for_the_one_word_that_it_gets(script: str, used: str) -> None:
    assert texts(f"{script}\narn:$where:x\n")[-1][1] == used
    assert texts(f"{script}\narn:${{where}}:x\n")[-1][1] == used.replace("$where", "${where}")
