"""The list of what other partitions lack is what the SDK and the linter know, beyond what was decided by hand."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from embedded.absences import absences
from embedded.lifecycle.environment import ROOT
from tests.patience import PATIENCE_SECONDS

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

# The regions of China by the name that requests of a service are signed with, for services that have any region at all.
# A process of its own, because the models of all services fill half a gigabyte.
ENDPOINTS = """
import json, botocore.session
session = botocore.session.get_session()
found = {}
for service in session.get_available_services():
    if session.get_available_regions(service, allow_non_regional=True):
        there = session.get_available_regions(service, "aws-cn", allow_non_regional=True)
        found.setdefault(session.get_service_model(service).signing_name, []).extend(there)
print(json.dumps(found))
"""


def told(python: Path, program: str) -> Any:
    """What a short program of another Python prints as JSON."""
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def emulated() -> tuple[set[str], set[str]]:
    """The resource types and the services (as requests are signed) that MiniStack knows."""
    types, services = told(ROOT / ".envs/embedded/bin/python", EMULATED)
    return set(types), set(services)


@pytest.fixture(scope="module")
def endpoints() -> dict[str, list[str]]:
    return dict(told(Path(sys.executable), ENDPOINTS))


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
def test_absent_services__are_those_without_an_endpoint_there(region: str, emulated: Any, endpoints: Any) -> None:
    missing = {name for name, there in endpoints.items() if not {region, "aws-cn-global"} & set(there)} & emulated[1]

    assert set(absences("aws-cn", region).services) == missing | DECIDED_SERVICES


def test_commercial_partition__lacks_nothing() -> None:
    found = absences("aws", "eu-central-1")

    assert (dict(found.services), found.types, found.features) == ({}, frozenset(), frozenset())
