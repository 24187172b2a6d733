from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from lambda_kit.settings import BadSetting, Environment


def test_text__is_read_without_the_spaces_around_it() -> None:
    assert Environment({"BUCKET": " bucket "}).text("BUCKET") == "bucket"


@pytest.mark.parametrize("variables", [{}, {"BUCKET": ""}, {"BUCKET": "  "}])
def test_missing_setting__fails_by_name(variables: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="BUCKET is missing"):
        Environment(variables).text("BUCKET")


def test_zone__is_read() -> None:
    assert Environment({"ZONE": "Europe/Warsaw"}).zone("ZONE") == ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize("zone", ["Europe/Warschau", "../../etc/passwd", "/etc/passwd", "Europe", "a\x00b"])
def test_unknown_zone__fails_by_name(zone: str) -> None:
    with pytest.raises(BadSetting, match="ZONE"):
        Environment({"ZONE": zone}).zone("ZONE")


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
