"""Where the deployed trainings system is."""

from __future__ import annotations

from tests.functional.trainings_ops.targets import deployment


def test_bucket__is_an_output_of_the_data_stack() -> None:
    assert deployment({"data": {"BucketName": "school"}}).bucket == "school"
    assert deployment().bucket == ""


def test_keys__bear_the_systems_name() -> None:
    assert deployment().key_prefix == "stackyard-local-trainings-"
