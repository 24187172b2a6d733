from __future__ import annotations

import pytest

from embedded.repairs.unread_properties.allowed import Allowed

LISTED = Allowed({"AWS::S3::Bucket": {"Tags": "free", "Rules.Id": "a name", "Paths.*.*.Answers": "described only"}})


@pytest.mark.parametrize("path", ["Tags", "Tags.Key", "Rules.Id", "Paths./a.get.Answers", "Paths./a.get.Answers.200"])
def test_property_that_is_listed_or_below__has_a_reason(path: str) -> None:
    assert LISTED.reason("AWS::S3::Bucket", path)


@pytest.mark.parametrize(
    "path", ["TagsToo", "Rules", "Rules.Identity", "Paths./a.Answers", "Paths./a.get.More.Answers"]
)
def test_any_other_property__has_none(path: str) -> None:
    assert LISTED.reason("AWS::S3::Bucket", path) is None


def test_property_of_another_type__has_none() -> None:
    assert LISTED.reason("AWS::SQS::Queue", "Tags") is None
