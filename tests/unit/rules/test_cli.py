"""What ``bin/lint`` says at its end: what was looked at, and which environments' stacks were compared."""

from __future__ import annotations

import json

import pytest
from stackyard.rules.cli import as_json, as_text, main
from stackyard.rules.environment import Compared
from stackyard.rules.findings import Finding
from stackyard.rules.lint import Looked

CLEAN = Looked(10, 1, ())
COMPARED = Compared(("dev", "local"), (), {"prod": "the password cannot be read"})


def test_nothing_found__is_said_with_what_was_compared() -> None:
    assert as_text(CLEAN, COMPARED).splitlines() == [
        "10 templates and 1 source: nothing found",
        "queues compared with functions of all stacks, as set in dev, local",
        "not compared in prod: the password cannot be read",
    ]


def test_templates_that_nobody_deploys__are_named() -> None:
    compared = Compared(("dev",), unlisted=("orders",))
    assert as_text(CLEAN, compared).splitlines()[-1].startswith("templates/orders: no deployment looks at it; ")
    assert json.loads(as_json(CLEAN, compared))["unlisted"] == ["orders"]


def test_nothing_compared__is_not_spoken_of() -> None:
    assert as_text(CLEAN) == "10 templates and 1 source: nothing found\n"


def test_findings__are_counted_by_their_level() -> None:
    found = Looked(1, 2, (Finding("a.yaml", 1, "E9103", "one"), Finding("b.yaml", 1, "W9201", "two")))
    assert as_text(found).splitlines()[-1] == "1 template and 2 sources: 1 error, 1 warning"


def test_programs__are_told_what_was_compared() -> None:
    document = json.loads(as_json(CLEAN, COMPARED))
    assert document["compared"] == ["dev", "local"]
    assert document["not_compared"] == {"prod": "the password cannot be read"}


def test_empty_name__is_not_taken_for_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["", "lambdas"]) == 2
    assert capsys.readouterr().err.startswith("error: an empty name says nothing of what is to be looked at")
