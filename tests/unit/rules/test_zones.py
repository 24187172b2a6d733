"""Local times that do not exist, zone by zone."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from stackyard.rules.zones import names, skipped_minutes


def spans(zone, year):
    found = list(skipped_minutes(zone, year))
    return [(found[0].isoformat(), found[-1].isoformat(), len(found))] if found else []


@pytest.mark.parametrize(
    ("zone", "first", "last", "count"),
    [
        ("Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T02:59:00", 60),
        ("America/New_York", "2026-03-08T02:00:00", "2026-03-08T02:59:00", 60),
        ("Australia/Lord_Howe", "2026-10-04T02:00:00", "2026-10-04T02:29:00", 30),
    ],
)
def test_beginning_of_summer_time__leaves_minutes_out(zone, first, last, count):
    assert spans(zone, 2026) == [(first, last, count)]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "Etc/GMT+1"])
def test_zone_without_summer_time__leaves_nothing_out(zone):
    assert spans(zone, 2026) == []


def test_zone_that_changed_its_side_of_the_date_line__left_out_a_day():
    assert spans("Pacific/Apia", 2011)[0][2] >= 24 * 60


def test_minutes_left_out__are_no_local_times_that_lead_back_to_themselves():
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    for minute in skipped_minutes("Europe/Berlin", 2026):
        back = minute.replace(tzinfo=berlin).astimezone(dt.UTC).astimezone(berlin)
        assert back.replace(tzinfo=None) != minute


def test_names__are_those_of_places_and_not_of_this_machine():
    assert {"Europe/Warsaw", "Asia/Shanghai", "UTC"} <= names()
    assert not {"localtime", "Factory", "CEST"} & names()
