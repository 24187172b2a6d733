"""Change sets of types whose replacing properties stock MiniStack does not know."""

from __future__ import annotations

import json
from typing import Any

from tests.contract.embedded_server import EmbeddedServer


def replacement(server: EmbeddedServer, name: str, **properties: Any) -> str:
    """What a change set says of a bucket that gets these properties."""
    server.deploy(name, {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}})
    cloudformation = server.client("cloudformation")
    template = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": properties}}}
    cloudformation.create_change_set(StackName=name, ChangeSetName="try", TemplateBody=json.dumps(template))
    [change] = cloudformation.describe_change_set(StackName=name, ChangeSetName="try")["Changes"]
    return str(change["ResourceChange"]["Replacement"])


VERSIONED = {"VersioningConfiguration": {"Status": "Enabled"}}


def test_stock_ministack__warns_of_replacing_a_bucket_whatever_changes(stock: EmbeddedServer) -> None:
    assert replacement(stock, "replacements-stock", **VERSIONED) == "Conditional"


def test_property_that_a_bucket_takes_in_place__replaces_nothing(repaired: EmbeddedServer) -> None:
    assert replacement(repaired, "replacements-kept", **VERSIONED) == "False"


def test_name_of_a_bucket__replaces_it(repaired: EmbeddedServer) -> None:
    assert replacement(repaired, "replacements-new", BucketName="replacements-new-name") == "True"
