from __future__ import annotations

import pytest
from stackyard.compose.output import write_system
from stackyard.faults import CollectedError


def test_what_an_earlier_composition_left_over__is_removed(tmp_path):
    write_system(tmp_path, {"api": {"A": 1}, "old": {"A": 1}}, {"openapi": "3.0.3"})
    (tmp_path / "old.packaged.yaml").write_text("A: 1\n")
    (tmp_path / "api.packaged.yaml").write_text("A: 1\n")
    paths, openapi = write_system(tmp_path, {"api": {"A": 2}}, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["api.packaged.yaml", "api.yaml"]
    assert (paths, openapi) == ({"api": tmp_path / "api.yaml"}, None)


def test_document__says_where_it_comes_from(tmp_path):
    write_system(tmp_path, {"api": {"A": 1}}, None)
    assert (tmp_path / "api.yaml").read_text().splitlines() == [
        "# Composed by Stackyard from templates/ and lambdas/. Edit those, never this file.",
        "A: 1",
    ]


def test_templates_over_the_limits__are_told_all_at_once_and_nothing_is_written(tmp_path):
    topics = {f"Topic{number}": {"Type": "AWS::SNS::Topic"} for number in range(501)}
    big = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "ä" * 524_288}}}
    folder = tmp_path / "shop"
    with pytest.raises(CollectedError) as caught:
        write_system(folder, {"fine": {"A": 1}, "many": {"Resources": topics}, "big": {"Resources": big}}, None)
    many, size = caught.value.errors
    assert many.problem == "a template has more resources than the 500 that CloudFormation takes"
    assert many.given == "templates/shop/many.yaml: 501 resources"
    assert size.problem == "a template is over CloudFormation's limit of 1,048,576 bytes"
    assert size.given.startswith("templates/shop/big.yaml: 1,048,")
    assert not folder.exists()
