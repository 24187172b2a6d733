"""Previews as plain data."""

from __future__ import annotations

import json

from stackyard.plan import make_plan, saved
from stackyard.preview import Part, TargetPreview, from_document, joined, to_document

from tests.fakes.stacks import make_spec, make_target
from tests.unit.preview.test_table import API, DATA, PERMISSIONS, PREVIEW


def test_preview__comes_back_from_json_as_it_was() -> None:
    assert from_document(json.loads(json.dumps(to_document(PREVIEW)))) == PREVIEW


def test_parts_of_one_target__are_put_behind_each_other() -> None:
    first = TargetPreview((DATA,), PERMISSIONS[2:], {"shop/a": ("x",)})
    second = TargetPreview((API,), PERMISSIONS[:1], {"shop/b": ("y",)})
    assert joined(first, second) == TargetPreview(
        (DATA, API), (PERMISSIONS[0], *sorted(PERMISSIONS[2:])), {"shop/a": ("x",), "shop/b": ("y",)}
    )


def test_part__carries_its_stacks_on_to_the_next() -> None:
    scene = saved.Scene(make_target(), "abc1234")
    stacks = [saved.saved_stacks(make_plan([make_spec(name)], {}), scene) for name in ("data", "api")]
    first, second = (Part(TargetPreview((one,)), kept) for one, kept in zip((DATA, API), stacks, strict=True))
    whole = second.after(json.loads(json.dumps(first.document())))
    assert [one.name for one in whole.saved] == ["stackyard-dev-shop-data", "stackyard-dev-shop-api"]
    assert whole.preview.stacks == (DATA, API)
    assert second.after({}) == second
