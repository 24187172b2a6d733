from __future__ import annotations

import pytest
from trainings.mail_queue import QueueRefuses
from trainings.mails import ReportMail

from tests.unit.trainings.weekly_course import School


def orders(number: int) -> list[ReportMail]:
    return [ReportMail(f"run{index}") for index in range(number)]


@pytest.mark.parametrize(("number", "calls"), [(0, 0), (1, 1), (10, 1), (11, 2), (250, 25)])
def test_orders__are_queued_in_tens(number: int, calls: int) -> None:
    school = School()

    assert school.queue.put(orders(number)) == number
    assert sorted(school.sqs.bodies) == sorted(set(school.sqs.bodies))
    assert (len(school.sqs.bodies), school.sqs.calls) == (number, calls)


def test_orders_the_queue_refuses_at_first__are_repeated_alone() -> None:
    school = School()
    school.sqs.refusing = 4

    school.queue.put(orders(10))

    assert len(school.sqs.bodies) == len(set(school.sqs.bodies)) == 10
    assert school.pauses == [0.2]


def test_queue_that_keeps_refusing__is_told_with_the_number_lost() -> None:
    school = School()
    school.sqs.refusing = 1_000

    with pytest.raises(QueueRefuses, match="refused 3 of 3 orders 4 times"):
        school.queue.put(orders(3))
    assert school.pauses == sorted(school.pauses)
