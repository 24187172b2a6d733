from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from lambda_kit.settings import BadSetting
from trainings.api_settings import ApiSettings

GOOD = {"BUCKET": "bucket", "SCHOOL_ZONE": "Europe/Warsaw"}


def test_settings__are_read() -> None:
    assert ApiSettings.read(GOOD) == ApiSettings("bucket", ZoneInfo("Europe/Warsaw"))


@pytest.mark.parametrize("name", sorted(GOOD))
def test_missing_setting__fails_by_name(name: str) -> None:
    with pytest.raises(BadSetting, match=f"{name} is missing"):
        ApiSettings.read({key: value for key, value in GOOD.items() if key != name})
