"""What the functions behind the API are told by their environment; see ``lambda_kit.settings``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lambda_kit.settings import Environment


@dataclass(frozen=True)
class ApiSettings:
    """What the functions behind the API need: the bucket's name and the school's time zone."""

    bucket: str
    zone: ZoneInfo

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> ApiSettings:
        """Read ``BUCKET`` and ``SCHOOL_ZONE``; raises ``BadSetting``."""
        environment = Environment(variables)
        return cls(environment.text("BUCKET"), environment.zone("SCHOOL_ZONE"))
