"""What is known of a running deployment at a moment."""

from __future__ import annotations

from stackyard.plan import make_plan
from stackyard.plan.digest import stack_digest
from stackyard.progress import Board, Durations, Standing

from tests.fakes.stacks import make_spec, make_state
from tests.unit.progress.scene import API, DATA, MAIL, Clock, begun, change, event


def board(clock: Clock | None = None) -> Board:
    made = Board(Durations(None, {DATA: {"create": 9.0, "update": 1.0}}), clock or Clock())
    begun(made)
    return made


def test_stacks__have_a_row_each_in_the_plans_order() -> None:
    rows = board().rows
    assert list(rows) == [DATA, API, MAIL]
    assert [row.label for row in rows.values()] == ["shop.data", "shop.api", "shop.mail"]
    assert [row.phase for row in rows.values()] == ["creating", "waits for shop.data", "preparing"]


def test_unchanged_stack__has_no_row_and_is_not_waited_for() -> None:
    made = Board()
    spec = make_spec("data")
    there = make_state("data", tags={"stackyard:digest": stack_digest(spec, {})})
    made.run_started(make_plan([spec, make_spec("api")], {spec.name: there}))
    made.stack_waiting(API, [DATA])
    made.resource_event(DATA, event("Topic", "UPDATE_COMPLETE"))
    made.stack_finished(DATA, "unchanged", 0.0)
    assert [(name, row.phase) for name, row in made.rows.items()] == [(API, "waiting")]


def test_slowest_resource__is_the_one_that_is_under_way_for_longest() -> None:
    clock = Clock()
    made = board(clock)
    clock.now += 5
    made.resource_event(DATA, event("Queue", "CREATE_IN_PROGRESS"))
    clock.now += 2
    made.resource_event(DATA, event("Topic", "CREATE_IN_PROGRESS", "Resource creation Initiated"))
    assert made.rows[DATA].slowest(clock.now) == ("Topic", 7.0)
    made.resource_event(DATA, event("Topic", "CREATE_COMPLETE"))
    assert made.rows[DATA].slowest(clock.now) == ("Queue", 2.0)
    assert (made.rows[DATA].done, made.rows[DATA].total) == ({"Topic"}, 2)


def test_last_times_duration__is_that_of_the_same_action() -> None:
    made = board()
    assert (made.rows[DATA].last, made.rows[MAIL].last) == (9.0, None)


def test_rollback__begins_to_count_again() -> None:
    made = board()
    made.resource_event(DATA, event("Topic", "CREATE_COMPLETE"))
    made.resource_event(DATA, event("Queue", "CREATE_FAILED", "name is taken"))
    made.resource_event(DATA, event(DATA, "ROLLBACK_IN_PROGRESS"))
    made.resource_event(DATA, event("Topic", "DELETE_COMPLETE"))
    row = made.rows[DATA]
    assert (row.phase, row.done, row.total) == ("rolling back", {"Topic"}, 0)


def test_clean_up__keeps_the_count() -> None:
    made = board()
    made.resource_event(DATA, event(DATA, "UPDATE_IN_PROGRESS"))
    made.resource_event(DATA, event("Topic", "UPDATE_COMPLETE"))
    made.resource_event(DATA, event(DATA, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
    row = made.rows[DATA]
    assert (row.phase, row.done, row.total) == ("cleaning up", {"Topic"}, 2)


def test_recovery__shows_as_such_and_keeps_its_seconds() -> None:
    clock = Clock()
    made = board(clock)
    made.stack_started(MAIL, "recover", "a rollback failed")
    assert made.rows[MAIL].phase == "recovering"
    clock.now += 30
    made.stack_started(MAIL, "create", "does not exist yet")
    assert (made.rows[MAIL].phase, made.rows[MAIL].elapsed(clock.now)) == ("preparing", 30.0)
    made.changes_known(MAIL, [change("Topic")])
    assert made.rows[MAIL].phase == "creating"


def test_ends__stand_in_their_rows() -> None:
    clock = Clock()
    made = board(clock)
    made.stack_finished(MAIL, "created", 4.0)
    made.stack_failed(DATA, "Queue: name is taken", 6.0)
    made.stack_skipped(API, "takes outputs of data")
    clock.now += 60
    told = [(row.standing, row.phase, row.elapsed(clock.now), row.slowest(clock.now)) for row in made.rows.values()]
    assert told == [
        (Standing.FAILED, "FAILED", 6.0, None),
        (Standing.SKIPPED, "not begun", 0.0, None),
        (Standing.DONE, "created", 4.0, None),
    ]


def test_removal__has_a_row_for_each_stack_that_goes_and_counts_what_goes_with_it() -> None:
    clock = Clock()
    made = Board(Durations(None, {DATA: {"delete": 7.0}}), clock)
    made.removal_started({API: "shop.api", DATA: "shop.data"})
    made.stack_waiting(DATA, [API])
    assert [(row.label, row.phase) for row in made.rows.values()] == [
        ("shop.api", "waiting"),
        ("shop.data", "waits for shop.api"),
    ]
    made.stack_started(DATA, "delete", "CREATE_COMPLETE")
    made.removal_known(DATA, 2)
    made.resource_event(DATA, event("Topic", "DELETE_IN_PROGRESS"))
    made.resource_event(DATA, event("Topic", "DELETE_COMPLETE"))
    row = made.rows[DATA]
    assert (row.phase, row.done, row.total, row.last) == ("deleting", {"Topic"}, 2, 7.0)
    made.stack_finished(DATA, "deleted", 3.0)
    assert (row.standing, row.phase, row.seconds) == (Standing.DONE, "deleted", 3.0)
