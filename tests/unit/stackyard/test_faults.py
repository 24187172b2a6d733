from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.faults import CollectedError, Faults


def test_no_fault__raises_nothing():
    Faults("system demo").raise_if_any()


def test_one_fault__is_raised_as_itself():
    faults = Faults("system demo")
    faults.add("is missing", place="a/b.yaml:3", given="x", remedy="write it")
    with pytest.raises(StackyardError) as caught:
        faults.raise_if_any()
    assert str(caught.value) == "a/b.yaml:3: is missing\n  given: x\n  remedy: write it"


def test_several_faults__are_told_together():
    faults = Faults("system demo")
    faults.add("first", remedy="do one")
    with faults.collecting():
        raise StackyardError("second", remedy="do two")
    with pytest.raises(CollectedError) as caught:
        faults.raise_if_any()
    assert (
        str(caught.value)
        == "2 things are wrong with system demo:\n\nfirst\n  remedy: do one\n\nsecond\n  remedy: do two"
    )


def test_collected_faults_of_another_stage__are_taken_over_one_by_one():
    inner, outer = Faults("inner"), Faults("outer")
    inner.add("first", remedy="one")
    inner.add("second", remedy="two")
    with outer.collecting():
        inner.raise_if_any()
    assert [error.problem for error in outer.errors] == ["first", "second"]


def test_programming_mistake__is_not_collected():
    faults = Faults("system demo")
    with pytest.raises(KeyError), faults.collecting():
        raise KeyError("name")


def test_same_fault_found_twice__is_told_once():
    faults = Faults("system demo")
    faults.add("first", remedy="do one")
    faults.add("first", remedy="do one")
    with pytest.raises(StackyardError) as caught:
        faults.raise_if_any()
    assert str(caught.value) == "first\n  remedy: do one"
