"""Functions are stopped and get back exactly what they had, wherever a run was killed and whatever came between."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from stackyard.brake.functions import Functions
from stackyard.brake.notes import SPARED, TAG
from stackyard.brake.pull import Stopping
from stackyard.brake.release import Release
from stackyard.errors import StackyardError

from tests.fakes.lambdas import FakeFunction, FakeLambda, KilledError

MOMENT = datetime(2026, 11, 21, 10, tzinfo=UTC)
OF_DEV = {"stackyard:environment": "dev"}
MINE = ["stackyard-dev-shop-api-Buy", "stackyard-dev-shop-api-Look", "stackyard-dev-shop-api-Warm"]


def account() -> FakeLambda:
    """Three functions of dev (nothing reserved, five reserved, some kept warm), and others that are none of its own."""
    lambdas = FakeLambda()
    lambdas.functions = {
        MINE[0]: FakeFunction(dict(OF_DEV)),
        MINE[1]: FakeFunction(dict(OF_DEV), reserved=5),
        MINE[2]: FakeFunction(dict(OF_DEV), reserved=9, provisioned={"live": 3, "2": 4}),
        "stackyard-dev-shop-api-Clean": FakeFunction({**OF_DEV, SPARED: "yes"}, reserved=1),
        "stackyard-dev-two-shop-api-Buy": FakeFunction({"stackyard:environment": "dev-two"}),
        "stackyard-devices": FakeFunction(dict(OF_DEV)),
    }
    return lambdas


@pytest.fixture
def lambdas() -> FakeLambda:
    return account()


def of(lambdas: FakeLambda) -> Functions:
    return Functions(lambdas, "dev", "stackyard-dev")


def stopping(lambdas: FakeLambda, *spared: str) -> Stopping:
    return Stopping(of(lambdas), "budget", MOMENT, spared)


def test_stopped_functions__have_no_executions_left_and_a_note(lambdas: FakeLambda) -> None:
    assert stopping(lambdas).stop() == MINE
    assert [lambdas.functions[name].reserved for name in MINE] == [0, 0, 0]
    assert lambdas.functions[MINE[2]].provisioned == {}
    assert lambdas.functions[MINE[2]].tags[TAG] == "2026-11-21T10:00:00Z budget reserved=9 2=4 live=3"


def test_functions_of_others_and_spared_ones__run_on(lambdas: FakeLambda) -> None:
    before = copy.deepcopy(lambdas.functions)
    stopping(lambdas).stop()
    assert {name for name, was in before.items() if lambdas.functions[name] != was} == set(MINE)


def test_function_that_stops__spares_itself(lambdas: FakeLambda) -> None:
    assert stopping(lambdas, MINE[1]).stop() == [MINE[0], MINE[2]]


def test_second_stop__changes_nothing(lambdas: FakeLambda) -> None:
    stopping(lambdas).stop()
    lambdas.writes.clear()
    assert stopping(lambdas).running() == []
    assert stopping(lambdas).stop() == []
    assert lambdas.writes == []


def test_resumed_functions__are_as_they_were(lambdas: FakeLambda) -> None:
    before = copy.deepcopy(lambdas.functions)
    stopping(lambdas).stop()
    assert Release(of(lambdas)).waiting() == MINE
    assert Release(of(lambdas)).resume() == MINE
    assert lambdas.functions == before
    lambdas.writes.clear()
    assert Release(of(lambdas)).resume() == []
    assert lambdas.writes == []


def test_function_that_somebody_had_turned_off__stays_off(lambdas: FakeLambda) -> None:
    lambdas.functions[MINE[0]].reserved = 0
    stopping(lambdas).stop()
    stopping(lambdas).stop()
    Release(of(lambdas)).resume()
    assert lambdas.functions[MINE[0]].reserved == 0


def writes(run: Callable[[FakeLambda], object], lambdas: FakeLambda) -> int:
    lambdas.writes.clear()
    run(lambdas)
    return len(lambdas.writes)


def test_stop_that_is_killed_anywhere__loses_nothing_of_what_functions_had() -> None:
    for killed_after, finish in itertools.product(
        range(writes(lambda one: stopping(one).stop(), account())), (True, False)
    ):
        lambdas = account()
        before = copy.deepcopy(lambdas.functions)
        lambdas.breaks_after = killed_after
        with suppress(KilledError):
            stopping(lambdas).stop()
        lambdas.breaks_after = None
        if finish:
            stopping(lambdas).stop()
            assert [lambdas.functions[name].reserved for name in MINE] == [0, 0, 0]
        Release(of(lambdas)).resume()
        assert lambdas.functions == before


def test_resume_that_is_killed_anywhere__is_completed_by_the_next() -> None:
    def stopped() -> FakeLambda:
        lambdas = account()
        stopping(lambdas).stop()
        lambdas.writes.clear()
        return lambdas

    for killed_after, again in itertools.product(
        range(writes(lambda one: Release(of(one)).resume(), stopped())), (True, False)
    ):
        lambdas = stopped()
        lambdas.breaks_after = killed_after
        with suppress(KilledError):
            Release(of(lambdas)).resume()
        lambdas.breaks_after = None
        if again:  # the budget tells once more
            stopping(lambdas).stop()
            assert [lambdas.functions[name].reserved for name in MINE] == [0, 0, 0]
        Release(of(lambdas)).resume()
        assert lambdas.functions == account().functions


@pytest.mark.parametrize("work", [lambda one: stopping(one).stop(), lambda one: Release(of(one)).resume()])
def test_function_that_somebody_deletes_meanwhile__keeps_nobody(work: Callable[[FakeLambda], list[str]]) -> None:
    for moment in range(20):
        lambdas = account()
        lambdas.functions[MINE[0]].tags[TAG] = "2026-11-21T10:00:00Z hand reserved=none live=2"
        lambdas.functions[MINE[1]].tags[TAG] = "2026-11-21T10:00:00Z hand reserved=5"
        lambdas.meanwhile = lambda lambdas=lambdas: lambdas.functions.pop(MINE[0])
        lambdas.requests_before = moment
        work(lambdas)
        assert lambdas.functions[MINE[1]].reserved in (0, 5)


def stop(lambdas: FakeLambda) -> None:
    stopping(lambdas).stop()


def resume(lambdas: FakeLambda) -> None:
    Release(of(lambdas)).resume()


@pytest.mark.parametrize("begun_stopped", [True, False])
@pytest.mark.parametrize(("one", "other"), [(stop, resume), (resume, stop), (stop, stop), (resume, resume)])
@pytest.mark.parametrize("had", [FakeFunction(dict(OF_DEV), 9, {"live": 3}), FakeFunction(dict(OF_DEV))])
def test_stop_and_resume_at_the_same_time__lose_nothing_of_what_functions_had(
    had: FakeFunction, one: Callable[[FakeLambda], None], other: Callable[[FakeLambda], None], *, begun_stopped: bool
) -> None:
    for moment in range(12):
        lambdas = FakeLambda()
        lambdas.functions = {MINE[0]: copy.deepcopy(had)}
        if begun_stopped:
            stop(lambdas)
        lambdas.meanwhile, lambdas.requests_before = (lambda lambdas=lambdas: other(lambdas)), moment
        with suppress(StackyardError):  # Lambda may refuse what the other one made impossible
            one(lambdas)
        assert lambdas.functions[MINE[0]].reserved != 0 or TAG in lambdas.functions[MINE[0]].tags, moment
        lambdas.meanwhile = None
        resume(lambdas)
        assert lambdas.functions == {MINE[0]: had}, moment


def test_deployment_of_a_stopped_environment__stays_stopped_and_its_wishes_come_back(lambdas: FakeLambda) -> None:
    stopping(lambdas).stop()
    lambdas.functions[MINE[0]].reserved = 7
    lambdas.functions[MINE[1]].reserved = None
    new = "stackyard-dev-shop-api-New"
    lambdas.functions[new] = FakeFunction(dict(OF_DEV), reserved=2)
    assert stopping(lambdas).hold() == sorted([MINE[0], MINE[1], new])
    Release(of(lambdas)).resume()
    assert [lambdas.functions[name].reserved for name in (MINE[0], MINE[1], new)] == [7, None, 2]


def test_deployment_of_an_environment_that_runs__stops_nothing(lambdas: FakeLambda) -> None:
    assert stopping(lambdas).hold() == []
    assert lambdas.writes == []


def test_reserve_that_somebody_set_since__is_kept_by_resuming(lambdas: FakeLambda) -> None:
    stopping(lambdas).stop()
    lambdas.functions[MINE[1]].reserved = 2
    Release(of(lambdas)).resume()
    assert lambdas.functions[MINE[1]].reserved == 2
    assert TAG not in lambdas.functions[MINE[1]].tags


def test_alias_that_is_gone_meanwhile__keeps_nobody_from_resuming(lambdas: FakeLambda) -> None:
    stopping(lambdas).stop()
    lambdas.functions[MINE[2]].aliases = ("2",)
    Release(of(lambdas)).resume()
    assert lambdas.functions[MINE[2]].provisioned == {"2": 4}
    assert lambdas.functions[MINE[2]].tags == OF_DEV


def test_function_that_lambda_does_not_let_stop__does_not_keep_others_running(lambdas: FakeLambda) -> None:
    lambdas.refused = {MINE[0]}
    with pytest.raises(StackyardError) as told:
        stopping(lambdas).stop()
    assert str(told.value) == (
        f"{MINE[0]}: Lambda refuses\n"
        "  given: An error occurred (TooManyRequestsException) when calling the tag operation: slower\n"
        "  remedy: mend what the message names, then run the same command again"
    )
    assert [lambdas.functions[name].reserved for name in MINE] == [None, 0, 0]


def test_note_that_nobody_can_read__is_told_and_touched_by_nobody(lambdas: FakeLambda) -> None:
    lambdas.functions[MINE[0]].tags[TAG] = "what?"
    with pytest.raises(StackyardError) as told:
        Release(of(lambdas)).resume()
    assert f"what {MINE[0]} had before it was stopped cannot be read\n  given: tag {TAG}: what?" in str(told.value)
    assert lambdas.functions[MINE[0]].tags[TAG] == "what?"


def test_more_than_a_tag_holds__is_refused_before_anything_is_taken(lambdas: FakeLambda) -> None:
    lambdas.functions[MINE[0]].provisioned = {f"alias-number-{number}": 1 for number in range(20)}
    with pytest.raises(StackyardError) as told:
        stopping(lambdas).stop()
    assert "20 aliases and versions with provisioned concurrency" in str(told.value)
    assert len(lambdas.functions[MINE[0]].provisioned) == 20
