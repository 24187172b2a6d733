"""What the embedded AWS says replaces a resource, against CloudFormation's own schemas."""

from __future__ import annotations

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from embedded.repairs.replacements import REPLACING


@pytest.mark.parametrize("resource_type", sorted(REPLACING))
def test_replacing_properties__are_those_of_the_schema(resource_type: str) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    declared = {path.split("/")[2] for path in schema.get("createOnlyProperties", ())}
    assert set(REPLACING[resource_type]) == declared
