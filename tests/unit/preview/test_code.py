"""Which functions get other code."""

from __future__ import annotations

from dataclasses import replace

from stackyard.preview import PropertyChange
from stackyard.preview.code import KNOWN_CONTENT, code_changes

from tests.unit.preview.test_table import API, FUNCTION

NEW_KEY = replace(FUNCTION, properties=(PropertyChange("Code.S3Key", "artifacts/1.zip", "artifacts/2.zip"),))
STACK = replace(API, resources=(NEW_KEY,))
ARTIFACTS = {"artifacts/2.zip": "shop/buy"}


def test_function_that_was_packaged_anew__is_told_with_the_reasons() -> None:
    assert code_changes([STACK], {"shop/buy": ["handler.py changed"], "shop/pay": []}, ARTIFACTS) == {
        "shop/buy": ("handler.py changed",)
    }


def test_function_whose_artifact_was_there_already__is_known_by_its_key() -> None:
    assert code_changes([STACK], {}, ARTIFACTS) == {"shop/buy": (KNOWN_CONTENT,)}


def test_key_of_nobodys_artifact__is_no_function() -> None:
    assert code_changes([STACK], {}, {}) == {}
