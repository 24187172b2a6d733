"""Values of YAML, as CloudFormation takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from stackyard.errors import StackyardError
from stackyard.plan.written import plain_value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("text", "text"),
        ("", ""),
        (3, "3"),
        (-1, "-1"),
        (0.5, "0.5"),
        (1.0, "1.0"),
        (1e-07, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (True, "true"),
        (False, "false"),
        (["a", 1, True], "a,1,true"),
        ([], ""),
        (("a",), "a"),
        (date(2026, 11, 1), "2026-11-01"),
        ("a,b", "a,b"),
    ],
)
def test_plain_value__is_written_as_cloudformation_takes_it(value: Any, written: str) -> None:
    assert plain_value(value, "here") == written


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "a parameter has no value"),
        (["a", None], "a parameter has no value"),
        (datetime(2026, 11, 1, 12, tzinfo=UTC), "as a point in time"),
        (b"s3cret", "as binary data"),
        ({"a", "b"}, "as a set"),
        ({"a": 1}, "as a mapping"),
        ([["s3cret"]], "an entry of a parameter's list is no plain value"),
        ([{"a": "s3cret"}], "an entry of a parameter's list is no plain value"),
        (["s3cret,b"], "holds a comma"),
        (float("nan"), "a number without an end"),
        (float("-inf"), "a number without an end"),
        (object(), "as object"),
    ],
)
def test_value_without_one_form__is_refused_by_place_and_not_shown(value: Any, problem: str) -> None:
    with pytest.raises(StackyardError) as caught:
        plain_value(value, "shop.data, parameter Size")
    assert problem in caught.value.problem
    assert caught.value.given.startswith("shop.data, parameter Size")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "written"), [("on", "true"), ("2026-11-01", "2026-11-01"), ("0.1", "0.1"), ("&x [1, 2]", "1,2")]
)
def test_yaml__is_written_without_python_showing(text: str, written: str) -> None:
    assert plain_value(yaml.safe_load(text), "here") == written
