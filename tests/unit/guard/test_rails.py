"""What stops a deployment, and what lets it pass."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.guard.rails import offence_lines, offences, refuse
from stackyard.preview import Effect, PropertyChange, ResourceChange, StackPreview, TargetPreview

NAME = "shop-data.Orders"


def target(*changes: ResourceChange) -> TargetPreview:
    return TargetPreview((StackPreview("stackyard-dev-shop-data", "shop", "data", "update", "", changes),))


def table(effect: Effect, **changes: Any) -> ResourceChange:
    return ResourceChange("Orders", "AWS::DynamoDB::Table", effect, **changes)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (table(Effect.REMOVE), "would be removed, and its items with it"),
        (table(Effect.REPLACE), "would be replaced by an empty one; its items would be lost"),
        (table(Effect.REPLACE, maybe=True), "may be replaced by an empty one; its items would be lost"),
        (table(Effect.REPLACE, retained=True), "would be replaced by an empty one; its items stay in the old one"),
        (
            table(
                Effect.REPLACE,
                properties=(
                    PropertyChange("KeySchema[0]", "a", "b", replaces=True),
                    PropertyChange("BillingMode", "x", "y"),
                ),
            ),
            "would be replaced by an empty one (by KeySchema[0]); its items would be lost",
        ),
    ],
)
def test_resource_that_holds_data__stops(change: ResourceChange, said: str) -> None:
    [found] = offences(target(change))
    assert found.name == NAME
    assert str(found) == f"{NAME} (AWS::DynamoDB::Table) {said}"


@pytest.mark.parametrize(
    "change",
    [
        table(Effect.ADD),
        table(Effect.MODIFY),
        table(Effect.IMPORT),
        table(Effect.REMOVE, retained=True),
        ResourceChange("Get", "AWS::Lambda::Function", Effect.REMOVE),
        ResourceChange("Get", "AWS::Lambda::Function", Effect.REPLACE),
    ],
)
def test_change_that_loses_nothing__passes(change: ResourceChange) -> None:
    assert offences(target(change)) == []
    refuse(offences(target(change)))


@pytest.mark.parametrize("pattern", [NAME, "shop-data.*", "*.Orders"])
def test_resource_that_is_named__passes(pattern: str) -> None:
    assert offences(target(table(Effect.REMOVE)), ["other-stack.X", pattern]) == []


@pytest.mark.parametrize("pattern", ["Orders", "shop-api.Orders", "shop-data.orders"])
def test_resource_that_is_named_otherwise__stops(pattern: str) -> None:
    assert len(offences(target(table(Effect.REMOVE)), [pattern])) == 1


def test_several__are_told_together_with_what_to_type() -> None:
    bucket = ResourceChange("Files", "AWS::S3::Bucket", Effect.REMOVE, physical_id="files-1")
    with pytest.raises(StackyardError) as refused:
        refuse(offences(target(table(Effect.REPLACE), bucket)))
    assert str(refused.value).split("\n") == [
        "this deployment would lose data; it was not begun",
        "  given: ",
        "    shop-data.Orders (AWS::DynamoDB::Table) would be replaced by an empty one; its items would be lost",
        "    shop-data.Files (AWS::S3::Bucket files-1) would be removed, and its objects with it",
        "  remedy: if that is meant, add -e allow_replace=shop-data.Orders,shop-data.Files to the command; "
        "if not, take the change back",
    ]


def test_preview__says_what_would_stop_the_deployment() -> None:
    assert list(offence_lines(offences(target(table(Effect.REMOVE))))) == [
        f"stops the deployment: {NAME} (AWS::DynamoDB::Table) would be removed, and its items with it",
        f"to go on with that: -e allow_replace={NAME}",
    ]


def test_preview_without_offences__says_nothing() -> None:
    assert list(offence_lines([])) == []
