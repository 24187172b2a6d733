from __future__ import annotations

import json

import pytest
from stackyard.python.facts import ModuleFacts, SourceFault, facts_of


def facts(source):
    found = facts_of(source, "f.py")
    assert isinstance(found, ModuleFacts)
    return found


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
    assert sorted((one.module, one.name, one.line) for one in facts(source).imports("pack.sub")) == sorted(found)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import a.b\nfrom c import d as e", {"a", "e"}),
        ("f = g = 1\n(h, i) = 1, 2\nj: int = 1\nk += 1\n(m := 1)", {"f", "g", "h", "i", "j", "k", "m"}),
        ("class A:\n    k = 1\ndef b():\n    m = 1\nasync def c(): ...", {"A", "b", "c"}),
        ("if x:\n    a = 1\nelse:\n    b = 1", {"a", "b"}),
        ("try:\n    a = 1\nexcept E:\n    b = 1\nelse:\n    c = 1\nfinally:\n    d = 1", {"a", "b", "c", "d"}),
        ("try:\n    a = 1\nexcept* E:\n    b = 1", {"a", "b"}),
        ("for a in x:\n    b = 1\nwhile x:\n    c = 1\nwith x as d:\n    e = 1", {"a", "b", "c", "d", "e"}),
        ("match x:\n    case 1:\n        a = 1", {"a"}),
        ("a = [b for b in x]\nc = lambda: (d := 1)", {"a", "c"}),
        ("a.b = 1\nc[0] = 1\ndel d", set()),
    ],
)
def test_names_bound__are_those_of_the_top_level(source, names):
    assert facts(source).bound == names


def test_facts__come_through_json_as_they_are():
    found = facts("from ..a import b\nimport c\nd = 1\n")
    assert ModuleFacts.from_plain(json.loads(json.dumps(found.plain()))) == found


@pytest.mark.parametrize(
    ("source", "message", "line", "text"),
    [
        ("a = 1\n  b = = 2\n", "unexpected indent", 2, "b = = 2"),
        ("\nreturn 1\n", "'return' outside function", 2, "return 1"),
        ("def f(a, a): ...\n", "duplicate argument 'a' in function definition", 1, "def f(a, a): ..."),
        ("-" * 200_000 + "1", "", 1, ""),
    ],
)
def test_source_that_python_refuses__is_described(source, message, line, text):
    found = facts_of(source, "f.py")
    assert isinstance(found, SourceFault)
    assert found.message.startswith(message)
    assert found.line == line
    assert text in found.text


def test_source_for_an_older_python__may_not_use_newer_grammar():
    source = "match a:\n    case 1: ...\n"
    assert isinstance(facts_of(source, "f.py"), ModuleFacts)
    found = facts_of(source, "f.py", minor=9)
    assert isinstance(found, SourceFault)
    assert "3.10" in found.message
