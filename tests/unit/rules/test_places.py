"""From composed templates back to what somebody wrote."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from stackyard.rules.document import Path as Keys
from stackyard.rules.places import Places

FRAME = """\
    Parameters:
      Mode: {Type: String}
    Resources:
      Topic:
        Type: AWS::SNS::Topic
        Properties:
          DisplayName: !Sub
            - "${A}"
            - A: b
          Tags:
            - Key: a
              Value: !If
                - HasMode
                - !Ref Mode
                - c
      Machine:
        Type: AWS::StepFunctions::StateMachine
        Properties:
          Definition: weekly.asl.json
"""
FRAGMENT = """\
    Metadata:
      Stackyard: {Stack: api}
    Resources:
      Function:
        Type: AWS::Lambda::Function
        Properties: {Code: .}
"""
MACHINE = """\
    {
      "States": {
        "One": {
          "Resource": "${Arn}"
        }
      }
    }
"""
VALUE = ("Resources", "Topic", "Properties", "Tags", 0, "Value")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    files = {
        "templates/shop/api.yaml": FRAME,
        "templates/shop/weekly.asl.json": MACHINE,
        "lambdas/shop/orders/resources.yaml": FRAGMENT,
        "lambdas/shop/others/resources.yaml": FRAGMENT.replace("Stack: api", "Stack: data").replace(
            "Function:", "Far:"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text))
    return Places.of_stack(tmp_path, "shop", "api")


@pytest.mark.parametrize(
    ("keys", "file", "line"),
    [
        ((), "templates/shop/api.yaml", 1),
        (("Parameters", "Mode"), "templates/shop/api.yaml", 2),
        (("Resources", "Topic"), "templates/shop/api.yaml", 4),
        (("Resources", "Topic", "Properties", "DisplayName", "Fn::Sub", 1, "A"), "templates/shop/api.yaml", 9),
        (VALUE, "templates/shop/api.yaml", 12),
        ((*VALUE, "Fn::If", 1, "Ref"), "templates/shop/api.yaml", 14),
        ((*VALUE, "Fn::If", 2), "templates/shop/api.yaml", 15),
        (("Resources", "Topic", "Properties", "Missing"), "templates/shop/api.yaml", 6),
        (("Resources", "Function", "Properties", "Code"), "lambdas/shop/orders/resources.yaml", 6),
        (
            ("Resources", "Machine", "Properties", "Definition", "States", "One", "Resource"),
            "templates/shop/weekly.asl.json",
            4,
        ),
        (("Resources", "Machine", "Properties", "Definition"), "templates/shop/api.yaml", 19),
    ],
)
def test_place__is_the_line_that_was_written(places: Places, keys: Keys, file: str, line: int) -> None:
    assert places.of(keys) == (file, line)


def test_what_was_made_for_a_resource__leads_to_it(places: Places) -> None:
    assert places.of(("Resources", "FunctionLiveAlias", "Properties")) == ("lambdas/shop/orders/resources.yaml", 4)
    assert places.of(("Resources", "Functional")) is None


@pytest.mark.parametrize("keys", [("Resources", "MadeByCompose"), ("Resources", "Far"), ("Outputs", "None")])
def test_what_nobody_wrote_for_the_stack__has_no_place(places: Places, keys: Keys) -> None:
    assert places.of(keys) is None
