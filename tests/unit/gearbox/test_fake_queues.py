from __future__ import annotations

import pytest

from tests.gearbox_world.queue_suite import MOST_DELIVERIES, MOST_DIAGNOSES, Queues, QueueSuite
from tests.gearbox_world.sqs import FakeSQS, QueueState


class TestFakeQueues(QueueSuite):
    @pytest.fixture(params=[False, True])
    def queues(self, request: pytest.FixtureRequest) -> Queues:
        moments = [0.0]
        sqs = FakeSQS(lambda: sum(moments))
        undiagnosed = QueueState(30)
        failures = QueueState(30, undiagnosed, MOST_DIAGNOSES, request.param)
        arrivals = QueueState(30, failures, MOST_DELIVERIES, request.param)
        sqs.queues = {"arrivals": arrivals, "failures": failures, "undiagnosed": undiagnosed}
        return Queues(sqs, "arrivals", "failures", "undiagnosed", moments.append)
