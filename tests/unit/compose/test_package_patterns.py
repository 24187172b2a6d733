from __future__ import annotations

import json

import pytest
from stackyard.compose import ComposedSystem

FRAGMENT = "lambdas/shop/buy/resources.yaml"
STACK = "Metadata: {Stackyard: {Stack: api}}"


def with_settings(repository, settings):
    """Write the settings of the kit in lines of their own: Stackyard stands in line 2, Stack in line 3."""
    return repository.change(FRAGMENT, STACK, f"Metadata:\n  Stackyard:\n    Stack: api\n    {settings}")


def test_function_without_patterns__has_none(repository):
    function = repository.compose().functions["buy"]
    assert (function.include, function.exclude) == ((), ())


def test_patterns__are_handed_over_in_their_order(repository):
    with_settings(repository, 'Package: {Exclude: ["b/**", "!b/c.py"], Include: ["**/*.pyi"]}')
    function = repository.compose().functions["buy"]
    assert function.exclude == ("b/**", "!b/c.py")
    assert function.include == ("**/*.pyi",)


def test_patterns__come_through_json(repository):
    with_settings(repository, 'Package: {Exclude: ["b/**"]}')
    composed = repository.compose()
    again = ComposedSystem.from_facts("shop", json.loads(json.dumps(composed.facts())))
    assert again.functions == composed.functions


def test_patterns__do_not_reach_the_template(repository):
    with_settings(repository, 'Package: {Exclude: ["b/**"]}')
    assert "Stackyard" not in json.dumps(repository.compose().stacks["api"].document)


@pytest.mark.parametrize(
    ("settings", "problem", "remedy"),
    [
        ("Packages: {}", "4: Packages is no setting of Stackyard", "use Stack or Alias or Package"),
        ("Package: all", "4: Package is no mapping", "write `Package:"),
        ("Package:", "4: Package is no mapping", "remove Package"),
        ("Package:\n      Excludes: [a]", "5: Excludes is no setting of Package", "use Include or Exclude"),
        ("Package:\n      Exclude: a/**", "5: Exclude is no list of patterns", "write `Package: {Exclude: ["),
        ("Package:\n      Include: []", "5: Include is no list of patterns", "remove Include"),
        ("Package:\n      Include:", "5: Include is no list of patterns", "remove Include"),
        ("Package:\n      Include: [1]", "5: Include is no list of patterns", "remove Include"),
        ("Package:\n      Include: ['  ']", "5: Include is no list of patterns", "remove Include"),
        ("Package:\n      Exclude: [!Ref Environment]", "5: Exclude is no list of patterns", "remove Exclude"),
    ],
)
def test_settings_that_mean_nothing__are_told_with_their_line(repository, settings, problem, remedy):
    message = with_settings(repository, settings).fault()
    assert f"{FRAGMENT}:{problem}" in message
    assert remedy in message


def test_several_faults__are_told_together(repository):
    message = with_settings(repository, "Package: {Exclude: a, Include: b, Other: c}").fault()
    assert "Exclude is no list" in message
    assert "Include is no list" in message
    assert "Other is no setting" in message


PLACED = """Resources:
  GiveFunction:
    Type: AWS::Lambda::Function
    Metadata:
      Stackyard:
        {settings}
    Properties: {{Code: ../../lambdas/shop/give/, Handler: handler.handler, Runtime: python3.13}}
"""


def placed(repository, settings):
    """Let the frame declare a function of its own, with its settings in line 10."""
    repository.write("lambdas/shop/give/handler.py", "def handler(event, context):\n    return event\n")
    return repository.change("templates/shop/api.yaml", "Resources:\n", PLACED.format(settings=settings))


def test_function_that_a_frame_declares__has_them_at_its_resource(repository):
    function = placed(repository, 'Package: {Exclude: ["b/**"]}').compose().functions["give"]
    assert function.exclude == ("b/**",)


def test_function_that_a_frame_declares__names_no_stack(repository):
    message = placed(repository, "Stack: api").fault()
    assert "templates/shop/api.yaml:10: Stack is no setting of Stackyard" in message
    assert "use Alias or Package" in message
