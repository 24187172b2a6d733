"""The list of what other partitions lack is what the SDK and the linter know, beyond what was decided by hand."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from embedded.absences import absences
from embedded.lifecycle.environment import ROOT

REGIONS = ["cn-north-1", "cn-northwest-1"]
# By the documentation, whatever the linter or the SDK say.
DECIDED_TYPES = {"AWS::Lambda::Url"}
DECIDED_SERVICES = {"signer", "cloudfront-keyvaluestore"}

EMULATED = """
import json
from ministack.core.router import SERVICE_PATTERNS
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS
signed = [known.get("credential_scope", name) for name, known in SERVICE_PATTERNS.items()]
print(json.dumps([list(_RESOURCE_HANDLERS), signed]))
"""


@pytest.fixture(scope="module")
def emulated() -> tuple[set[str], set[str]]:
    """The resource types and the services (as requests are signed) that MiniStack knows."""
    python = ROOT / ".envs/embedded/bin/python"
    done = subprocess.run([python, "-c", EMULATED], capture_output=True, text=True, check=True, timeout=60)
    types, services = json.loads(done.stdout.splitlines()[-1])
    return set(types), set(services)


def types_of(region: str) -> set[str]:
    spec = importlib.util.find_spec("cfnlint")
    assert spec is not None
    assert spec.origin is not None
    return set(json.loads((Path(spec.origin).parent / f"data/schemas/providers/{region}.json").read_text()))


@pytest.mark.parametrize("region", REGIONS)
def test_absent_types__are_those_that_the_linter_misses_there(region: str, emulated: Any) -> None:
    missing = {kind for kind in emulated[0] & types_of("us-east-1") if kind not in types_of(region)}

    assert absences("aws-cn", region).types == missing | DECIDED_TYPES


@pytest.mark.parametrize("region", REGIONS)
def test_absent_services__are_those_without_an_endpoint_there(region: str, emulated: Any) -> None:
    session = botocore.session.get_session()
    somewhere, there = set(), set()
    for service in session.get_available_services():
        if session.get_available_regions(service, allow_non_regional=True):
            signed = session.get_service_model(service).signing_name
            somewhere.add(signed)
            found = session.get_available_regions(service, "aws-cn", allow_non_regional=True)
            there |= {signed} if {region, "aws-cn-global"} & set(found) else set()

    missing = emulated[1] & (somewhere - there)
    assert set(absences("aws-cn", region).services) == missing | DECIDED_SERVICES


def test_commercial_partition__lacks_nothing() -> None:
    found = absences("aws", "eu-central-1")

    assert (dict(found.services), found.types, found.features) == ({}, frozenset(), frozenset())
