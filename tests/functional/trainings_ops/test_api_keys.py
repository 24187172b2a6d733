"""The ring of keys: pages, other environments, keys that are gone."""

from __future__ import annotations

from trainings_ops.api_keys import KeyRing

from tests.functional.trainings_ops.conftest import TAGS
from tests.functional.trainings_ops.gateway import Gateway

PREFIX = "stackyard-local-trainings-"


def ring(gateway: Gateway, tags: dict[str, str] | None = None, usage_plan: str = "plan") -> KeyRing:
    return KeyRing(gateway, PREFIX, tags or TAGS, usage_plan)


def test_keys__are_listed_over_all_pages_with_whose_they_are_and_whether_attached() -> None:
    gateway = Gateway()
    for number in range(5):
        key, _ = ring(gateway).create(f"student{number}")
        if number % 2:
            ring(gateway).attach(key)
    assert [(key.student, key.attached) for key in ring(gateway).list()] == [
        ("student0", False),
        ("student1", True),
        ("student2", False),
        ("student3", True),
        ("student4", False),
    ]


def test_key_with_the_name_but_not_the_tags__is_somebody_elses() -> None:
    gateway = Gateway()
    ring(gateway, {**TAGS, "stackyard:environment": "local-2"}).create("student01")
    assert ring(gateway).list() == []
    assert ring(gateway).value_of("student01") == ""


def test_value__is_that_of_exactly_this_student() -> None:
    gateway = Gateway()
    for student in ("student011", "student01"):
        key, value = ring(gateway).create(student)
        ring(gateway).attach(key)
    assert ring(gateway).value_of("student01") == value


def test_key_that_another_run_deleted__is_no_fault() -> None:
    gateway = Gateway()
    key, _ = ring(gateway).create("student01")
    ring(gateway).delete(key)
    ring(gateway).delete(key)
    assert gateway.keys == {}


def test_without_a_usage_plan__keys_are_listed_as_not_attached() -> None:
    gateway = Gateway()
    ring(gateway).create("student01")
    assert [key.attached for key in ring(gateway, usage_plan="").list()] == [False]
