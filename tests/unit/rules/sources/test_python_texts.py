"""Texts of Python sources as a program would see them."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.rules.sources.model import SourceText
from stackyard.rules.sources.python_texts import python_texts


def texts(source: str) -> list[str]:
    return [found.text for found in python_texts(source, "module.py")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("x = 'a'", "a"),
        ("x = 'a' 'b'", "ab"),
        ("x = b'a'", "a"),
        ("x = 'a' + 'b'", "ab"),
        ("x = 'a' + y", "a${...}"),
        ("x = y + 'a' + z", "${...}a${...}"),
        ("x = f'a{y}b'", "a${...}b"),
        ("""x = f"a{'b'}c" """, "abc"),
        ("x = ':'.join(['a', y, 'b'])", "a:${...}:b"),
        ("x = ''.join(('a', 'b'))", "ab"),
        ("x = 'a{}b{}'.format('1', y)", "a1b${...}"),
        ("x = 'a{where}'.format(where='1')", "a1"),
        ("x = 'a%sb%s' % ('1', y)", "a1b${...}"),
        ("x = 'a%s' % 'b'", "ab"),
        ("x = 'a{0}b{1}'.format('1', y)", "a1b${...}"),
    ],
)
def test_text__is_put_together_as_the_program_would(source: str, text: str) -> None:
    assert texts(source) == [text]


def test_name_of_the_module__stands_for_its_text_if_that_is_its_only_one() -> None:
    assert texts("A = 'x'\nB = f'{A}y'\n") == ["x", "xy"]
    assert texts("A: str = 'x'\nB = f'{A}y'\n") == ["x", "xy"]
    assert texts("A = 'x'\nA = 'z'\nB = f'{A}y'\n") == ["x", "z", "${...}y"]
    assert texts("A = 'x'\nfor A in y: pass\nB = f'{A}y'\n") == ["x", "${...}y"]


def test_docstrings_and_comments__are_no_texts() -> None:
    source = (
        '"""Said."""\n# said\nclass A:\n    """Said."""\n\n    def f(self):\n        """Said."""\n        return "x"\n'
    )
    assert texts(source) == ["x"]


def test_text_within_a_text__is_one_of_its_own() -> None:
    assert texts("x = f'a{f(\"b\")}c'") == ["a${...}c", "b"]


def test_other_calls_and_sums__are_looked_into() -> None:
    assert texts("x = tell('a', [1 + 2, {'b': y.join(z)}])") == ["a", "b"]


@pytest.mark.parametrize(
    "source",
    [
        "partition = 'aws'",
        "aws_partition: str = 'aws'",
        "f(partition='aws')",
        "x = {'Partition': 'aws'}",
        "x = y.partition == 'aws'",
        "x = partition in ('aws', y)",
        "def f(partition='aws'): pass",
        "def f(*, partition='aws'): pass",
        "f = lambda x, partition='aws': x",
        "x = environ.get('AWS_PARTITION', 'aws')",
        "x = getenv('PARTITION') or 'aws'",
        "x = self.partition or 'aws'",
        "region, partition = 'cn-north-1', 'aws'",
        "x = 'aws-cn' if y else 'aws'",
    ],
)
def test_partition__is_known_by_the_name_that_it_has(source: str) -> None:
    assert "partition: aws" in texts(source)


def test_choice_of_other_words__is_none_of_partitions() -> None:
    assert "partition: aws" not in texts("x = 'aws' if y else 'local'")


def test_fields_by_name__are_filled_as_the_program_would() -> None:
    assert texts("x = 'a%(one)sb%(two)s' % {'one': '1', **y}")[0] == "a1b%(two)s"


def test_principals__are_known_by_the_name_that_they_have() -> None:
    found = texts("x = {'Service': ['a.b', f'c.{d}']}")
    assert [one for one in found if one.startswith("Service: ")] == ["Service: a.b", "Service: c.${...}"]


def test_line__is_that_where_a_text_begins() -> None:
    source = "x = (\n    'a'\n    'b'\n)\ny = f'''\n{x}\n'''\n"
    assert list(python_texts(source, "module.py")) == [SourceText(2, "ab"), SourceText(5, "\nab\n")]


def test_torn_source__is_told_with_its_place() -> None:
    with pytest.raises(StackyardError, match=r"module.py:1: .*\n  given: x = =\n  remedy: correct the syntax"):
        texts("x = =\n")
