"""Which keys are made, attached, recorded and deleted, whatever an interrupted run left behind."""

from __future__ import annotations

from stackyard.operate.api_keys import OwnedKey, plan_keys


def key(owner: str, key_id: str = "", *, attached: bool = True, created: str = "2026-11-01") -> OwnedKey:
    return OwnedKey(key_id or f"key-{owner}", owner, created, attached)


def test_owners_without_keys__get_one_each() -> None:
    plan = plan_keys(["student01", "student02"], [key("student01")], {"student01": "key-student01"}, prune=False)
    assert plan.create == ("student02",)
    assert (plan.attach, plan.unrecorded, plan.delete, plan.orphans) == ((), (), (), ())


def test_key_that_an_interrupted_run_did_not_attach__is_attached_and_recorded() -> None:
    half = key("student01", attached=False)
    plan = plan_keys(["student01"], [half], {}, prune=False)
    assert (plan.attach, plan.unrecorded, plan.create) == ((half,), (half,), ())


def test_key_that_is_recorded_under_another_id__is_recorded_anew() -> None:
    plan = plan_keys(["student01"], [key("student01")], {"student01": "gone"}, prune=False)
    assert plan.unrecorded == (key("student01"),)


def test_recorded_key_that_is_gone__is_made_anew() -> None:
    assert plan_keys(["student01"], [], {"student01": "gone"}, prune=False).create == ("student01",)


def test_of_several_keys__the_recorded_one_stays() -> None:
    keys = [key("student01", "b", created="2026-11-02"), key("student01", "a", created="2026-11-01")]
    plan = plan_keys(["student01"], keys, {"student01": "b"}, prune=False)
    assert [one.id for one in plan.kept] == ["b"]
    assert [one.id for one in plan.delete] == ["a"]


def test_of_several_unrecorded_keys__an_attached_one_stays_then_the_oldest() -> None:
    keys = [
        key("student01", "a", attached=False, created="2026-11-01"),
        key("student01", "b", created="2026-11-03"),
        key("student01", "c", created="2026-11-02"),
    ]
    plan = plan_keys(["student01"], keys, {}, prune=False)
    assert [one.id for one in plan.kept] == ["c"]
    assert [one.id for one in plan.delete] == ["a", "b"]


def test_key_of_nobody__goes_only_when_pruning() -> None:
    orphan = key("student09")
    kept = plan_keys(["student01"], [key("student01"), orphan], {}, prune=False)
    assert (kept.orphans, kept.delete) == ((orphan,), ())
    pruned = plan_keys(["student01"], [key("student01"), orphan], {}, prune=True)
    assert (pruned.orphans, pruned.delete) == ((), (orphan,))
