"""Parameter values, as far as they are known."""

from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.plan.model import OutputRef
from stackyard.plan.values import Given, find_values

from tests.fakes.stacks import make_spec, make_template

API = make_spec("api", {"Bucket": OutputRef("shop", "data", "BucketName")})


def test_common_parameters__reach_only_those_who_declare_them() -> None:
    spec = make_spec("api", template=make_template(("Environment",)), common={"Environment": "dev", "Other": "x"})
    assert find_values(spec, {}).known == {"Environment": "dev"}


def test_explicit_parameter__wins_over_a_common_one() -> None:
    spec = make_spec("api", {"Size": "2"}, common={"Size": "1"})
    assert find_values(spec, {}).known == {"Size": "2"}


def test_output_of_a_deployed_stack__is_known() -> None:
    assert find_values(API, {("shop", "data"): Given({"BucketName": "b"})}).known == {"Bucket": "b"}


def test_output_of_a_stack_not_deployed_yet__is_unknown() -> None:
    assert set(find_values(API, {}).unknown) == {"Bucket"}


def test_output_that_a_coming_update_may_add__is_unknown() -> None:
    assert set(find_values(API, {("shop", "data"): Given({}, final=False)}).unknown) == {"Bucket"}


def test_output_absent_after_deployment__is_an_error() -> None:
    with pytest.raises(StackyardError, match="without its output BucketName") as caught:
        find_values(API, {("shop", "data"): Given({})})
    assert "shop.api, parameter Bucket" in caught.value.given
