from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from trainings.settings import ApiSettings, BadSetting, Environment

GOOD = {"BUCKET": "bucket", "SCHOOL_ZONE": "Europe/Warsaw"}


def test_settings__are_read() -> None:
    assert ApiSettings.read(GOOD) == ApiSettings("bucket", ZoneInfo("Europe/Warsaw"))


@pytest.mark.parametrize("name", sorted(GOOD))
@pytest.mark.parametrize("value", [None, "", "  "])
def test_missing_setting__fails_by_name(name: str, value: str | None) -> None:
    variables = {**GOOD, name: value or ""} if value is not None else {key: GOOD[key] for key in GOOD if key != name}

    with pytest.raises(BadSetting, match=f"{name} is missing"):
        ApiSettings.read(variables)


@pytest.mark.parametrize("zone", ["Europe/Warschau", "../../etc/passwd", "/etc/passwd", "Europe", "a\x00b"])
def test_unknown_zone__fails_by_name(zone: str) -> None:
    with pytest.raises(BadSetting, match="SCHOOL_ZONE"):
        ApiSettings.read({**GOOD, "SCHOOL_ZONE": zone})


def test_number__must_lie_within_its_bounds() -> None:
    assert Environment({"BATCH": "250"}).number("BATCH", 1, 1000) == 250
    for wrong in ("0", "1001", "-5", "many", "2.5", "\u0663", ""):
        with pytest.raises(BadSetting, match="BATCH"):
            Environment({"BATCH": wrong}).number("BATCH", 1, 1000)


def test_choice__must_be_one_of_the_known() -> None:
    environment = Environment({"MAIL_TRANSPORT": "ses"})

    assert environment.choice("MAIL_TRANSPORT", ("ses", "smtp")) == "ses"
    with pytest.raises(BadSetting, match="set it to one of smtp"):
        environment.choice("MAIL_TRANSPORT", ("smtp",))


def test_optional_setting__has_a_default() -> None:
    assert Environment({}).optional("EXTRA", "none") == "none"
    assert Environment({"EXTRA": "some"}).optional("EXTRA", "none") == "some"
