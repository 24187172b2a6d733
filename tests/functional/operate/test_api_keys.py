"""The ring of keys: pages, other environments, keys that are gone."""

from __future__ import annotations

import pytest
from stackyard.operate.api_keys import KeyRing, delete_all, plan_keys, reconcile

from tests.fakes.gateway import Gateway

PREFIX = "stackyard-local-shop-"
TAGS = {"stackyard:environment": "local", "stackyard:system": "shop"}


def ring(gateway: Gateway, tags: dict[str, str] | None = None, usage_plan: str = "plan") -> KeyRing:
    return KeyRing(gateway, PREFIX, tags or TAGS, usage_plan)


def test_keys__are_listed_over_all_pages_with_whose_they_are_and_whether_attached() -> None:
    gateway = Gateway()
    for number in range(5):
        key, _ = ring(gateway).create(f"client{number}")
        if number % 2:
            ring(gateway).attach(key)
    assert [(key.owner, key.attached) for key in ring(gateway).list()] == [
        ("client0", False),
        ("client1", True),
        ("client2", False),
        ("client3", True),
        ("client4", False),
    ]


def test_key_with_the_name_but_not_the_tags__is_somebody_elses() -> None:
    gateway = Gateway()
    ring(gateway, {**TAGS, "stackyard:environment": "local-2"}).create("client01")
    assert ring(gateway).list() == []
    assert ring(gateway).value_of("client01") == ""


def test_value__is_that_of_exactly_this_owner() -> None:
    gateway = Gateway()
    for client in ("client011", "client01"):
        key, value = ring(gateway).create(client)
        ring(gateway).attach(key)
    assert ring(gateway).value_of("client01") == value


def test_key_that_another_run_deleted__is_no_fault() -> None:
    gateway = Gateway()
    key, _ = ring(gateway).create("client01")
    ring(gateway).delete(key)
    ring(gateway).delete(key)
    assert gateway.keys == {}


def test_without_a_usage_plan__keys_are_listed_as_not_attached() -> None:
    gateway = Gateway()
    ring(gateway).create("client01")
    assert [key.attached for key in ring(gateway, usage_plan="").list()] == [False]


def reconciled(gateway: Gateway, *owners: str) -> bool:
    plan = plan_keys(owners, ring(gateway).list(), {}, prune=True)
    reconcile(plan, ring(gateway))
    return plan.changed


def test_owners__get_their_keys_and_lose_them_again() -> None:
    gateway = Gateway()
    assert reconciled(gateway, "client1", "client2")
    assert [(key.owner, key.attached) for key in ring(gateway).list()] == [("client1", True), ("client2", True)]
    assert not reconciled(gateway, "client1", "client2")
    assert reconciled(gateway, "client2")
    assert [key.owner for key in ring(gateway).list()] == ["client2"]


def test_reconciling_that_was_interrupted__is_completed() -> None:
    gateway = Gateway()
    gateway.fail_at = {"create_usage_plan_key": 1}
    with pytest.raises(ConnectionError):
        reconciled(gateway, "client1")
    assert reconciled(gateway, "client1")
    assert [(key.owner, key.attached) for key in ring(gateway).list()] == [("client1", True)]


def test_all_keys__go_at_the_end_but_not_in_a_preview() -> None:
    gateway = Gateway()
    reconciled(gateway, "client1", "client2")
    previewed = {"changed": True, "msg": "would delete 2 API keys", "keys": ["client1", "client2"]}
    assert delete_all(ring(gateway), check=True) == previewed
    assert delete_all(ring(gateway), check=False) == {**previewed, "msg": "deleted 2 API keys"}
    assert delete_all(ring(gateway), check=False) == {"changed": False, "msg": "no API keys", "keys": []}
