from __future__ import annotations

import pytest
from stackyard.compose.model import ComposedFunction
from stackyard.errors import StackyardError
from stackyard.package.left_out.patterns import NO_PATTERNS, Patterns, patterns_of

PLACE = "lambdas/shop/buy/resources.yaml"


def function(handler="handler.handler", **patterns):
    return ComposedFunction("buy", "shop", "lambdas/shop/buy", "api", "BuyFunction", handler, **patterns)


def fault(**given):
    with pytest.raises(StackyardError) as caught:
        patterns_of(function(**given), PLACE)
    return str(caught.value)


def test_function_without_patterns__keeps_what_the_kit_keeps():
    patterns = patterns_of(function(), PLACE)
    assert patterns.keeps("handler.py")
    assert not patterns.keeps("numpy/tests/test_core.py", "tests")
    assert patterns.digest_text == ""


@pytest.mark.parametrize(
    ("pattern", "name", "excluded"),
    [
        ("numpy/f2py/**", "numpy/f2py/rules.py", True),
        ("numpy/f2py/**", "numpy/f2py/src/wrap.c", True),
        ("numpy/f2py/**", "numpy/linalg/f2py.py", False),
        ("numpy/f2py/", "numpy/f2py/rules.py", True),
        ("numpy/f2py", "numpy/f2py/rules.py", True),
        ("**/*.md", "README.md", True),
        ("**/*.md", "shop/docs/README.md", True),
        ("*.md", "shop/docs/README.md", True),
        ("/*.md", "shop/docs/README.md", False),
        ("examples", "shop/examples/till.py", True),
        ("examples", "shop/examples.py", False),
        ("shop/t?ll.py", "shop/till.py", True),
        ("shop/[ab].py", "shop/b.py", True),
        ("shop/[!ab].py", "shop/b.py", False),
        ("Größe/*", "Größe/übermaß.csv", True),
    ],
)
def test_pattern__matches_names_as_gitignore_does(pattern, name, excluded):
    assert Patterns(exclude=(pattern,)).keeps(name) is not excluded


def test_excluded_file__can_be_taken_back_by_a_later_pattern():
    patterns = Patterns(exclude=("numpy/f2py/**", "!numpy/f2py/__init__.py"))
    assert patterns.keeps("numpy/f2py/__init__.py")
    assert not patterns.keeps("numpy/f2py/rules.py")


def test_included_file__travels_although_the_kit_leaves_it_out():
    patterns = Patterns(include=("numpy/tests/",))
    assert patterns.keeps("numpy/tests/test_core.py", "tests")
    assert not patterns.keeps("numpy/linalg/tests/test_linalg.py", "tests")


def test_file_both_included_and_excluded__stays_behind():
    patterns = Patterns(include=("numpy/tests/",), exclude=("*.csv",))
    assert not patterns.keeps("numpy/tests/data.csv", "tests")
    assert not patterns.keeps("numpy/tests/data.csv")


def test_including__keeps_everything_else():
    assert Patterns(include=("numpy/tests/",)).keeps("numpy/core.py")


def test_digest__covers_both_lists_and_their_order():
    texts = {
        Patterns(include=("a", "b")).digest_text,
        Patterns(include=("b", "a")).digest_text,
        Patterns(exclude=("a", "b")).digest_text,
        Patterns(include=("a",), exclude=("b",)).digest_text,
        Patterns(include=("a,b",)).digest_text,
    }
    assert len(texts) == 5


def test_pattern_that_fits_nothing__is_named():
    patterns = Patterns(include=("numpy/tests/",), exclude=("*.md", "nunpy/**", "!numpy/x.py"))
    assert patterns.unused(["numpy/tests/a.py", "README.md"]) == ("nunpy/**", "!numpy/x.py")
    assert NO_PATTERNS.unused(["a"]) == ()


@pytest.mark.parametrize("pattern", ["*.py", "handler.py", "/**", "*"])
def test_pattern_that_takes_the_handler__is_refused(pattern):
    message = fault(exclude=(pattern,))
    assert f"{PLACE}: Exclude takes away the handler itself" in message
    assert f"handler.py: {pattern}" in message
    assert 'add "!handler.py" as the last one' in message


def test_handler_in_another_module__is_the_one_that_counts():
    assert patterns_of(function("app.run", exclude=("handler.py",)), PLACE).keeps("app.py")
    assert "app.py: app.py" in fault(handler="app.run", exclude=("app.py",))


def test_remedy_for_an_excluded_handler__works():
    assert patterns_of(function(exclude=("*.py", "!handler.py")), PLACE).keeps("handler.py")


@pytest.mark.parametrize(
    "pattern", ["# comment", "shop/[ab", "!", "/", "shop\\", "./shop/**", "../bank/**", "shop//till.py"]
)
@pytest.mark.parametrize("kind", ["include", "exclude"])
def test_pattern_that_no_name_can_match__is_refused(kind, pattern):
    message = fault(**{kind: (pattern,)})
    assert f"{PLACE}: {kind.capitalize()} holds a pattern that matches no name" in message
    assert f"given: {pattern}" in message
    assert 'write one such as "numpy/f2py/**"' in message
