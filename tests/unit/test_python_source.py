from __future__ import annotations

import ast

import pytest
from stackyard.errors import StackyardError
from stackyard.python_source import imports, names_bound, parse


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
    with pytest.raises(StackyardError) as caught:
        parse(source, "f.py")
    assert caught.value.problem.startswith(problem)


def test_error__says_which_python_read_the_source():
    with pytest.raises(StackyardError, match=r"read by Python 3\.\d+"):
        parse("a = = 1", "f.py")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a.b", [("a.b", "", 1)]),
        ("from a import b, c as d", [("a", "b", 1), ("a", "c", 1)]),
        ("def f():\n    import late", [("late", "", 2)]),
        ("try:\n    import a\nexcept ImportError:\n    import b", [("a", "", 2), ("b", "", 4)]),
        ("from . import b", [("pack.sub", "b", 1)]),
        ("from .near import b", [("pack.sub.near", "b", 1)]),
        ("from ..far import b", [("pack.far", "b", 1)]),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\nelse:\n    import b",
            [("typing", "TYPE_CHECKING", 1), ("b", "", 5)],
        ),
        ("import typing\nif typing.TYPE_CHECKING:\n    import a", [("typing", "", 1)]),
    ],
)
def test_imports__are_those_that_python_would_make(source, found):
    assert sorted(imports(ast.parse(source), "pack.sub")) == sorted(found)


def test_names_bound__are_those_of_the_top_level():
    source = "import a.b\nfrom c import d as e\nf = g = 1\n(h, i) = 1, 2\nclass J:\n    k = 1\ndef l():\n    m = 1\n"
    assert set(names_bound(ast.parse(source))) == {"a", "e", "f", "g", "h", "i", "J", "l"}
