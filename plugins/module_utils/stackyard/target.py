"""A deployment target: one account and region, and everything that differs between targets.

The settings come from the inventory (``stackyard_target`` in ``group_vars/all/target.yml``); this is their typed form,
the one place that makes AWS clients.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.config import Config

from .errors import StackyardError

ROOT = Path(__file__).resolve().parents[3]

# Adaptive mode keeps parallel deployments below the account's API limits instead of failing on Throttling.
CLIENT_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 8}, connect_timeout=5, read_timeout=60)


@dataclass(frozen=True)
class Target:
    """Where a deployment goes. Names follow ``docs/architecture.md``."""

    environment: str
    prefix: str
    account: str
    region: str
    partition: str
    url_suffix: str
    api_url: str
    profile: str = ""
    endpoint_url: str = ""
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)
    embedded: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_mapping(cls, settings: Mapping[str, Any]) -> Target:
        """Build a target from the inventory's dictionary.

        Raises ``StackyardError`` naming unknown and missing settings.
        """
        unknown = sorted(set(settings) - {one.name for one in fields(cls)})
        required = {one.name for one in fields(cls) if one.default is MISSING and one.default_factory is MISSING}
        missing = sorted(required - set(settings))
        if unknown or missing:
            raise StackyardError(
                "the target's settings are not complete",
                given=f"unknown: {', '.join(unknown) or 'none'}; missing: {', '.join(missing) or 'none'}",
                remedy="compare group_vars/all/target.yml with docs/architecture.md",
            )
        return cls(**settings)

    @classmethod
    def load(cls, environment: str) -> Target:
        """Resolve an environment's target from the inventory, outside a playbook (takes about a second)."""
        return cls.from_mapping(inventory_variable(environment, "stackyard_target"))

    @cached_property
    def session(self) -> boto3.Session:
        """The boto3 session of this target: its profile, or the embedded AWS's fixed credentials."""
        if self.embedded:
            return boto3.Session(self.access_key_id, self.secret_access_key, region_name=self.region)
        return boto3.Session(profile_name=self.profile or None, region_name=self.region)

    def client(self, service: str, **options: Any) -> Any:
        """Make a client of ``service`` for this account and region."""
        options.setdefault("config", CLIENT_CONFIG)
        return self.session.client(service, endpoint_url=self.endpoint_url or None, **options)  # type: ignore[call-overload]

    def stack_name(self, system: str, stack: str) -> str:
        """Name of a system's stack in this environment."""
        return f"{self.prefix}-{system}-{stack}"

    def api_base(self, api_id: str) -> str:
        """Base URL of a REST API, without its stage."""
        return self.api_url.format(api_id=api_id, region=self.region, url_suffix=self.url_suffix)

    def now(self) -> datetime:
        """What the account holds for the present moment (UTC): the ``Date`` header of an STS answer."""
        headers = self.client("sts").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
        return parsedate_to_datetime(headers["date"])


def known_environments(root: Path = ROOT) -> list[str]:
    """Names of the inventory's environments: the groups below the partitions."""
    inventory = yaml.safe_load((root / "inventory.yml").read_text(encoding="utf-8"))
    partitions = inventory["all"]["children"].values()
    return sorted(environment for partition in partitions for environment in partition["children"])


def inventory_variable(environment: str, name: str) -> Any:
    """Read one resolved variable of an environment from the inventory.

    Raises ``StackyardError`` when the environment is unknown or the variable cannot be resolved.
    """
    known = known_environments()
    if environment not in known:
        raise StackyardError(
            "there is no environment of this name",
            given=environment,
            remedy=f"known environments: {', '.join(known)} (the groups of inventory.yml)",
        )
    ansible = Path(sys.executable).with_name("ansible")
    command = [str(ansible), environment, "-m", "ansible.builtin.debug", "-a", f"var={name}"]
    quiet = {
        "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
        "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",  # without it ad-hoc commands ignore the callback asked for
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
    }
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **quiet}, capture_output=True, text=True, check=False)
    try:
        hosts: dict[str, Any] = json.loads(done.stdout)["plays"][0]["tasks"][0]["hosts"]
        return next(iter(hosts.values()))[name]
    except (ValueError, LookupError, StopIteration):
        raise StackyardError(
            f"the settings of environment {environment} cannot be resolved",
            given=(done.stderr.strip() or done.stdout.strip())[-600:],
            remedy="mend group_vars/ or inventory.yml as the message says",
        ) from None
