"""A deployment target: one account and region, and everything that differs between targets.

The settings come from the inventory (``stackyard_target`` in ``group_vars/all/target.yml``); this is their typed form,
the one place that makes AWS clients.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from typing import Any

import botocore.session
from botocore.config import Config

from .credentials import assume
from .errors import StackyardError
from .service_models import new_session
from .settings.environment import ROOT, environment_settings

__all__ = ["CLIENT_CONFIG", "ROOT", "Target"]

# Adaptive mode keeps parallel deployments below the account's API limits instead of failing on Throttling.
CLIENT_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 8}, connect_timeout=5, read_timeout=60)

_MAKING = threading.Lock()  # boto3's sessions, unlike its clients, are for one thread at a time


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
    console_host: str = ""
    profile: str = ""
    endpoint_url: str = ""
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)
    role_arn: str = ""
    role_session_name: str = ""
    external_id: str = field(default="", repr=False)
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
        """Resolve an environment's target from the inventory, outside a playbook."""
        return cls.from_mapping(environment_settings(environment, ["stackyard_target"])["stackyard_target"])

    @cached_property
    def session(self) -> botocore.session.Session:
        """The session of this target: of its role, its profile, or the embedded AWS's fixed credentials."""
        session = self._of_profile()
        if self.role_arn:
            self._assume_role(session)
        return session

    def _of_profile(self) -> botocore.session.Session:
        session = new_session(self.profile, alone=self.embedded)
        if self.embedded:
            session.set_credentials(self.access_key_id, self.secret_access_key)
        return session

    def _assume_role(self, session: botocore.session.Session) -> None:
        source = self._of_profile()
        asked = {"RoleSessionName": self.role_session_name or self.prefix, "ExternalId": self.external_id}
        given = {name: value for name, value in asked.items() if value}
        sts = partial(source.create_client, region_name=self.region, endpoint_url=self.endpoint_url or None)
        assume(session, source, self.role_arn, asked=given, sts=partial(sts, config=CLIENT_CONFIG))

    def client(self, service: str, **options: Any) -> Any:
        """Make a client of ``service`` for this account and region."""
        options.setdefault("config", CLIENT_CONFIG)
        with _MAKING:
            return self.session.create_client(
                service, region_name=self.region, endpoint_url=self.endpoint_url or None, **options
            )

    def stack_name(self, system: str, stack: str) -> str:
        """Name of a system's stack in this environment."""
        return f"{self.prefix}-{system}-{stack}"

    @property
    def console(self) -> str:
        """Address of the page where people see this target's stacks; empty where there is none."""
        if self.embedded or not self.console_host:
            return ""
        page = f"https://{self.region}.{self.console_host}/cloudformation/home?region={self.region}"
        return f"{page}#/stacks?filteringText={self.prefix}"

    def api_base(self, api_id: str) -> str:
        """Base URL of a REST API, without its stage."""
        return self.api_url.format(api_id=api_id, region=self.region, url_suffix=self.url_suffix)

    def now(self) -> datetime:
        """What the account holds for the present moment (UTC): the ``Date`` header of an STS answer."""
        headers = self.client("sts").get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
        return parsedate_to_datetime(headers["date"])
