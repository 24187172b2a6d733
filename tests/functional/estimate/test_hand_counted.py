"""Holds what the kit counts against the tables of docs/guides/estimating.md, which were counted by hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from stackyard.estimate.cli import main
from stackyard.target import ROOT

GUIDE = (ROOT / "docs/guides/estimating.md").read_text(encoding="utf-8")
_POLLING = "SQS polling"  # what the guide calls the fixed part of SQS


def counted_by_hand(title: str) -> tuple[dict[str, tuple[str, ...]], str]:
    """Give the rows of a case by what is paid for, and the sum, as they are written."""
    section = GUIDE.split(f"### {title}\n")[1].split("\n### ")[0]
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", section, re.M)
    found = {what: tuple(one.replace(",", "") for one in numbers) for what, *numbers in rows if what != "what"}
    total = re.search(r"^Sum: ([\d.]+) USD", section, re.M)
    assert total is not None
    assert len(found) > 10
    return found, total[1]


def estimated(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["dev", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def as_written(number: str, like: str) -> Decimal:
    """Round a number to as many digits as it is written with."""
    return Decimal(number).quantize(Decimal(like))


@pytest.mark.parametrize(
    ("title", "arguments"),
    [
        ("trainings, 30 students", ("systems=trainings", "trainings_students=30")),
        ("trainings, 3,000 students", ("systems=trainings", "trainings_students=3000")),
        ("trainings, 300,000 students", ("systems=trainings", "trainings_students=300000")),
        ("gearbox, 10,000 files", ("systems=gearbox", "gearbox_month_files=10000")),
    ],
)
def test_case__is_counted_as_by_hand(capsys, title, arguments):
    rows, total = counted_by_hand(title)
    found = estimated(capsys, *(word for one in arguments for word in ("-e", one)))
    priced = {
        _POLLING if line["what"] == "SQS requests" and line["fixed"] else line["what"]: line
        for line in found["lines"]
        if line["amount"] is not None
    }
    assert set(priced) - set(rows) <= {"EventBridge Scheduler"}
    assert set(rows) <= set(priced)
    for what, (quantity, price, per, amount) in rows.items():
        line = priced[what]
        assert (what, as_written(line["quantity"], quantity)) == (what, Decimal(quantity))
        assert (what, [one["price"] for one in line["steps"]], line["per"]) == (what, [price], per)
        assert (what, as_written(line["amount"], amount)) == (what, Decimal(amount))
    assert as_written(found["total"], total) == Decimal(total)


def test_what_has_no_price__is_named_in_a_commercial_region(capsys):
    found = estimated(capsys, "-e", "systems=trainings")
    unknown = {line["what"] for line in found["lines"] if line["amount"] is None}
    assert {"KMS keys", "SES mails", "API Gateway's detailed metrics"} <= unknown
    assert (found["complete"], found["notes"], found["not_estimated"]) == (False, [], [])


def test_china__is_estimated_in_its_own_currency_and_mostly_unknown(capsys):
    assert main(["cn"]) == 0
    text = capsys.readouterr().out
    assert "a month in CNY" in text
    assert "at least" in text
    assert re.search(r"CloudWatch alarms +50 +unknown", text)
    assert "SES mails" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_price_of_ones_own__is_counted(capsys):
    found = estimated(capsys, "-e", "systems=trainings", "-e", "estimate_prices={kms.keys: 2}")
    assert next(line for line in found["lines"] if line["what"] == "KMS keys")["amount"] == "2"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "there is no environment of this name"),
        (("dev", "-e", "trainings_studnets=3"), "did you mean trainings_students?"),
        (("dev", "-e", "trainings_students=many"), "trainings_students cannot be this"),
        (("dev", "-e", "trainings_students=-5"), "trainings_students cannot be this"),
        (("dev", "-e", "trainings_students"), "write it as -e name=value"),
        (("dev", "-e", "foundation_usage={base.ArtefactsBucket: {reads: 1}}"), "perhaps foundation/base.Art"),
    ],
)
def test_mistake__is_told_with_its_remedy(capsys, arguments, told):
    assert main([*arguments]) == 1
    assert told in capsys.readouterr().err


def test_reader_that_has_seen_enough__ends_it_without_a_word():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "stackyard.estimate.cli", "dev"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(("systems", "said"), [("dev", "dev is an environment"), ("", "names no system")])
def test_system_that_there_is_not__is_not_said_to_cost_nothing(
    capsys: pytest.CaptureFixture[str], systems: str, said: str
) -> None:
    assert main(["dev", "-e", f"systems={systems}"]) == 1
    told = capsys.readouterr()
    assert not told.out
    assert said in told.err
