"""The grammar of schedules, case by case, as AWS documents it."""

from __future__ import annotations

import datetime as dt

import pytest
from stackyard.rules.cron_fields import CronError
from stackyard.rules.schedule_expressions import check, cron

GOOD = [
    "0 10 * * ? *",
    "15 12 * * ? *",
    "0 18 ? * MON-FRI *",
    "0 8 1 * ? *",
    "0/15 * * * ? *",
    "/15 * * * ? *",
    "0/10 * ? * MON-FRI *",
    "0/5 8-17 ? * MON-FRI *",
    "0/30 20-2 ? * MON-FRI *",
    "0 0 L * ? *",
    "0 0 LW * ? *",
    "0 0 L-3 * ? *",
    "0 0 15W * ? *",
    "0 0 ? * 6L *",
    "0 0 ? * FRIL *",
    "0 0 ? * L *",
    "0 0 ? * 3#2 *",
    "0 0 ? * wed#5 *",
    "0 0 ? JAN,MAR-MAY 1,7 *",
    "0 0 ? jan mon *",
    "0 0 29 2 ? *",
    "0 0 31 1,2 ? 2027-2030",
    "5 8 1/2 */3 ? 2026,2028/2",
    "0 0 ? * FRI-MON *",
    "0  0   1 1 ?  *",
]
BAD = {
    "0 10 * * * *": "neither",
    "0 10 ? * ? *": "both",
    "0 10 1 * MON *": "neither",
    "0 10 * * ?": "5 fields",
    "0 0 10 * * ? *": "7 fields",
    "": "0 fields",
    "60 10 * * ? *": "minute '60'",
    "-1 10 * * ? *": "minute '-1'",
    "0 24 * * ? *": "hour '24'",
    "0 9-24 * * ? *": "hour '9-24'",
    "? 10 * * ? *": "minute '?'",
    "0 10 0 * ? *": "day of the month '0'",
    "0 10 32 * ? *": "day of the month '32'",
    "0 10 32W * ? *": "day of the month '32W'",
    "0 10 15,L * ? *": "beside other values",
    "0 10 1W,15W * ? *": "beside other values",
    "0 10 1,? * ? *": "day of the month '1,?'",
    "0 10 * 13 ? *": "month '13'",
    "0 10 * JANUARY ? *": "month 'JANUARY'",
    "0 10 ? * 0 *": "day of the week '0'",
    "0 10 ? * 8 *": "day of the week '8'",
    "0 10 ? * MONDAY *": "day of the week 'MONDAY'",
    "0 10 ? * MO *": "day of the week 'MO'",
    "0 10 ? * 3#6 *": "day of the week '3#6'",
    "0 10 ? * 3#1,6#3 *": "beside other values",
    "0 10 ? * 2/2 *": "step",
    "0/0 10 * * ? *": "step",
    "0/x 10 * * ? *": "step",
    "*/ 10 * * ? *": "step",
    "1,,2 10 * * ? *": "minute '1,,2'",
    "1- 10 * * ? *": "minute '1-'",
    "0 10 * * ? 1969": "year '1969'",
    "0 10 * * ? 2200": "year '2200'",
    "@daily": "1 fields",
    "0 0 30 2 ? *": "never fires",
    "0 0 31 4,6,9,11 ? *": "never fires",
    "٣ 10 * * ? *": "minute '٣'",
}


@pytest.mark.parametrize("fields", GOOD)
def test_cron_that_aws_documents__is_good(fields):
    check(f"cron({fields})")
    check(f"cron({fields})", is_rule=True)


@pytest.mark.parametrize("fields", BAD)
def test_cron_that_aws_refuses_or_that_never_fires__says_what_is_wrong(fields):
    with pytest.raises(CronError, match=r".") as caught:
        check(f"cron({fields})")
    assert BAD[fields] in str(caught.value)


@pytest.mark.parametrize("expression", ["rate(1 minute)", "rate(5 minutes)", "rate(1 day)", "rate(12 hours)"])
def test_rate__is_good_for_both(expression):
    check(expression)
    check(expression, is_rule=True)


@pytest.mark.parametrize("expression", ["rate(1 minutes)", "rate(5 minute)"])
def test_unit_of_a_rate__must_fit_its_number_in_rules_only(expression):
    check(expression)
    with pytest.raises(CronError, match="singular for 1"):
        check(expression, is_rule=True)


@pytest.mark.parametrize(
    "expression",
    ["rate(0 minutes)", "rate(-5 minutes)", "rate(1.5 hours)", "rate(5 weeks)", "rate(5)", "rate(5minutes)", "rate()"],
)
def test_rate_that_counts_nothing__is_refused(expression):
    with pytest.raises(CronError):
        check(expression)


def test_moment__is_good_for_schedules_and_unknown_to_rules():
    check("at(2027-02-28T23:00:00)")
    with pytest.raises(CronError, match="is not of the form cron"):
        check("at(2027-02-28T23:00:00)", is_rule=True)


@pytest.mark.parametrize(
    "expression",
    ["at(2027-02-29T23:00:00)", "at(2027-02-28)", "at(2027-02-28T23:00)", "at(2027-02-28T23:00:00Z)", "at()"],
)
def test_moment_that_is_none__is_refused(expression):
    with pytest.raises(CronError, match="is no moment"):
        check(expression)


@pytest.mark.parametrize(
    "expression", ["", "every monday", "cron 0 10 * * ? *", "Cron(0 10 * * ? *)", "cron(0 10 * * ? *"]
)
def test_other_forms__are_refused(expression):
    with pytest.raises(CronError, match="is not of the form"):
        check(expression)


def test_values_of_fields__are_those_that_they_name():
    read = cron("cron(0/20 20-2 ? JAN-MAR,12 FRI-MON 2026/2)")
    assert read.minutes == {0, 20, 40}
    assert read.hours == {20, 21, 22, 23, 0, 1, 2}
    assert read.months == {1, 2, 3, 12}
    assert read.weekdays == {6, 7, 1, 2}
    assert {2026, 2028} <= read.years
    assert 2027 not in read.years


def test_monday__is_the_second_day_of_the_week():
    by_name, by_number = cron("cron(0 23 ? * MON *)"), cron("cron(0 23 ? * 2 *)")
    monday = dt.datetime(2026, 11, 23, 23, 0)  # noqa: DTZ001  # a local time
    assert by_name == by_number
    assert by_name.may_fire(monday)
    assert not by_name.may_fire(monday + dt.timedelta(days=1))
    assert not by_name.may_fire(monday + dt.timedelta(minutes=1))
