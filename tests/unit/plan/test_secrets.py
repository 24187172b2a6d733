"""Secret values in digests that others may read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from stackyard.plan import StackSpec, make_plan, saved
from stackyard.plan.digest import stack_digest
from stackyard.plan.secrets import seal, sealed
from stackyard.plan.snapshots import settings_digest
from stackyard.plan.values import find_values
from stackyard.shifts import SETTINGS

from tests.fakes.stacks import make_spec, make_state, make_target, make_template

SECRET = {"Parameters": {"Password": {"Type": "String", "NoEcho": True}, "Size": {"Type": "String"}}}
ALIAS: dict[str, Any] = {
    "Function": {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Environment": {"Variables": {"PASSWORD": {"Ref": "Password"}}}},
    },
    "Version": {"Type": "AWS::Lambda::Version", "Metadata": {"Stackyard": {"SnapshotOf": "Function"}}},
}


def spec(password: str = "hunter2", stack: str = "api", **sections: Any) -> StackSpec:
    given = {"Password": password, "Size": "1"}
    return make_spec(stack, given, template=make_template(**{**SECRET, **sections}))


def digest(one: StackSpec) -> str:
    return stack_digest(one, find_values(one, {}).known)


def plain(one: StackSpec, values: dict[str, str]) -> str:
    """The digest of a stack as whoever guesses would work it out quickly."""
    content = json.dumps([one.template.digest, values, dict(one.tags)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def test_secret_value__counts_and_cannot_be_tried_by_a_quick_hash() -> None:
    assert digest(spec()) == digest(spec())
    assert digest(spec()) != digest(spec("hunter3"))
    assert digest(spec()) != plain(spec(), {"Password": "hunter2", "Size": "1"})


def test_secret_value__is_sealed_by_scrypt_and_the_names_of_stack_and_parameter() -> None:
    found = sealed(spec(), {"Password": "hunter2", "Size": "1"})
    slow = hashlib.scrypt(b"hunter2", salt=b"stackyard-dev-shop-api/Password", n=2**14, r=8, p=1, dklen=32)
    assert found == {"Password": f"scrypt:{slow.hex()}", "Size": "1"}


def test_same_secret_of_two_stacks_or_parameters__is_not_known_by_being_the_same() -> None:
    both = {"Parameters": {name: {"Type": "String", "NoEcho": "true"} for name in ("Password", "Token")}}
    of_one = sealed(spec(Parameters=both["Parameters"]), {"Password": "same", "Token": "same"})
    of_other = sealed(spec(stack="web"), {"Password": "same"})
    assert len({*of_one.values(), *of_other.values()}) == 3


def test_secret_that_is_asked_for_again__is_not_worked_out_again() -> None:
    before = seal.cache_info().misses
    for _ in range(3):
        digest(spec("asked for three times"))
        wanted(spec("asked for three times"))
    assert seal.cache_info().misses == before + 1


def test_stack_without_secrets__has_nothing_to_wait_for() -> None:
    before = seal.cache_info()
    digest(make_spec("api", {"Password": "shown anyway"}))
    assert seal.cache_info() == before


def wanted(one: StackSpec) -> str:
    scene = saved.Scene(make_target(), "abc1234")
    [kept] = saved.saved_stacks(make_plan([one], {one.name: make_state(one.stack)}), scene)
    return kept.wanted


def test_saved_plan__holds_no_quick_hash_of_a_secret_and_knows_another_one() -> None:
    one = spec()
    content = [{"Password": "hunter2", "Size": "1"}, dict(one.tags), one.protected]
    assert wanted(one) != hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    assert wanted(one) == wanted(spec())
    assert wanted(one) != wanted(spec("hunter3"))


def test_settings_of_versions__hold_no_quick_hash_of_a_secret_and_follow_it() -> None:
    parameters = {**SECRET["Parameters"], SETTINGS: {"Type": "String"}}
    behind_alias = spec(Parameters=parameters, Resources=ALIAS)
    found = find_values(behind_alias, {}).known[SETTINGS]
    assert found != settings_digest(behind_alias.template, {"Password": "hunter2", "Size": "1"})
    other = replace(behind_alias, parameters={"Password": "hunter3", "Size": "1"})
    assert find_values(other, {}).known[SETTINGS] != found
