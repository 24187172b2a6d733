"""Which copy is meant, and how long it lives from then on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from stackyard.ephemeral.account import Account
from stackyard.ephemeral.copies import (
    check_source,
    extend,
    forget,
    from_elsewhere,
    is_others,
    located,
    new_or_known,
    to_take_down,
)
from stackyard.ephemeral.record import Records
from stackyard.errors import StackyardError
from stackyard.sweep import Found, Survey

from tests.fakes.stacks import make_state, make_target

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
INVENTORY = "all: {children: {aws: {children: {dev: {hosts: {dev-eu: {}}}}}}}"


@dataclass
class FakeAccount:
    """An account with copies by name, at a time."""

    there: Survey = field(default_factory=lambda: Survey(()))
    time: datetime = NOW
    target: Any = field(default_factory=make_target)

    def now(self) -> datetime:
        return self.time

    def survey(self) -> Survey:
        return self.there


@pytest.fixture
def records(tmp_path: Path) -> Records:
    (tmp_path / "inventory.yml").write_text(INVENTORY)
    return Records(tmp_path, {})


def account(*found: Found, later: timedelta = timedelta()) -> Account:
    return cast("Account", FakeAccount(Survey(found), NOW + later))


def elsewhere(name: str, expires: str = "2026-11-21T19:00:00Z") -> Found:
    return Found(name, (make_state("data"),), (), expires)


def test_new_copy__is_written_before_anything_is_made(records: Records) -> None:
    made = new_or_known(records, "dev", "", "", account())
    assert records.find(made.name) == made
    assert (made.source, made.ttl, made.expires) == ("dev", "2h", "2026-11-21T20:00:00Z")


def test_up_again__extends_the_life(records: Records) -> None:
    new_or_known(records, "dev", "kim", "", account())
    again = new_or_known(records, "dev", "kim", "", account(later=timedelta(hours=1)))
    assert again.expires == "2026-11-21T21:00:00Z"
    assert records.all() == [again]


def test_up_again_with_another_length__counts_from_now(records: Records) -> None:
    new_or_known(records, "dev", "kim", "4h", account())
    again = new_or_known(records, "dev", "kim", "30m", account())
    assert (again.ttl, again.expires) == ("30m", "2026-11-21T18:30:00Z")


def test_deployment__extends_the_life_by_its_own_length(records: Records) -> None:
    new_or_known(records, "dev", "kim", "1d", account())
    extend(records, "kim", account(later=timedelta(hours=12)))
    assert [record.expires for record in records.all()] == ["2026-11-23T06:00:00Z"]


def test_copy_of_another_checkout__is_taken_over_by_name(records: Records) -> None:
    made = new_or_known(records, "dev", "kim", "", account(elsewhere("kim")))
    assert made.expires == "2026-11-21T20:00:00Z"


def test_copy_of_another_checkout__is_refused_to_a_run(records: Records) -> None:
    with pytest.raises(StackyardError, match="another checkout made a copy of this name") as caught:
        new_or_known(records, "dev", "kim", "", account(elsewhere("kim")), for_a_run=True)
    assert caught.value.given == "kim: 1h left"
    assert "bin/ephemeral down kim --from dev" in caught.value.remedy
    assert records.all() == []


def test_copy_of_a_copy__is_refused_and_told_of_the_original(records: Records) -> None:
    new_or_known(records, "dev", "kim", "", account())
    check_source(records, "dev")
    with pytest.raises(StackyardError) as caught:
        check_source(records, "kim")
    assert caught.value.remedy == "--from dev, which kim was copied from"


def test_copy_of_this_checkout__is_a_runs_to_use(records: Records) -> None:
    new_or_known(records, "dev", "kim", "", account())
    again = new_or_known(records, "dev", "kim", "", account(elsewhere("kim")), for_a_run=True)
    assert again.name == "kim"


def test_copy_of_another_checkout__keeps_its_claim(records: Records) -> None:
    found = replace(elsewhere("kim"), claims=frozenset({"aa"}))
    assert new_or_known(records, "dev", "kim", "", account(found)).claim == "aa"


def test_two_new_copies__have_claims_of_their_own(records: Records) -> None:
    claims = {new_or_known(records, "dev", name, "", account()).claim for name in ("kim", "ann")}
    assert len(claims) == 2


@pytest.mark.parametrize(("claims", "others"), [((), False), (("aa",), False), (("bb",), True), (("aa", "bb"), False)])
def test_copy_is_another_machines__where_nothing_of_it_has_our_claim(
    records: Records, claims: tuple[str, ...], *, others: bool
) -> None:
    record = replace(new_or_known(records, "dev", "kim", "", account()), claim="aa")
    assert is_others(record, replace(elsewhere("kim"), claims=frozenset(claims))) is others


def test_located__keeps_where_the_copy_is_in_its_file(records: Records) -> None:
    made = new_or_known(records, "dev", "kim", "", account())
    settings = {"stackyard_target": {"environment": "kim"}, "build_folder": "/somewhere/build"}
    known = located(records, made, lambda name, names: {one: settings[one] for one in names if name == "kim"})
    assert known == replace(made, target={"environment": "kim"}, build="/somewhere/build")
    assert records.find("kim") == known


@pytest.mark.parametrize(("embedded", "kept"), [(True, {"access_key_id", "secret_access_key"}), (False, set())])
def test_located__keeps_keys_of_the_embedded_aws_alone(records: Records, *, embedded: bool, kept: set[str]) -> None:
    made = new_or_known(records, "dev", "kim", "", account())
    target = {"embedded": embedded, "access_key_id": "key", "secret_access_key": "secret"}
    located(records, made, lambda *_: {"stackyard_target": target, "build_folder": "build"})
    known = records.find("kim")
    assert known
    assert set(known.target) == {"embedded", *kept}


def test_forgotten_copy__leaves_nothing_in_the_build_folder_that_it_was_made_in(
    records: Records, tmp_path: Path
) -> None:
    made = replace(new_or_known(records, "dev", "kim", "", account()), build=str(tmp_path / "elsewhere"))
    for path in ("kim/shop/data.yaml", "reports/kim-eu-central-1-deploy.html", "reports/ann-eu-central-1-deploy.html"):
        (tmp_path / "elsewhere" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "elsewhere" / path).touch()
    forget(records, made)
    assert [path.name for path in (tmp_path / "elsewhere").rglob("*.*")] == ["ann-eu-central-1-deploy.html"]


def test_copy_of_another_checkout_whose_end_nobody_can_read__gets_one() -> None:
    made = from_elsewhere(elsewhere("kim", "soon"), "dev", account())
    assert made is not None
    assert made.expires == "2026-11-21T20:00:00Z"


@pytest.mark.parametrize("name", ["dev", "dev-eu"])
def test_environment_of_the_inventory__is_never_taken_down_as_a_copy(records: Records, name: str) -> None:
    with pytest.raises(StackyardError, match="stays"):
        to_take_down(records, name, "local")


def test_copy_that_somebody_else_forgot_already__is_forgotten(records: Records) -> None:
    made = new_or_known(records, "dev", "kim", "", account())
    records.remove("kim")
    forget(records, made)
    assert records.all() == []


@pytest.mark.parametrize("name", ["dev", "dev-2"])
def test_name_of_an_environment_that_stays__is_refused(records: Records, name: str) -> None:
    with pytest.raises(StackyardError):
        new_or_known(records, "dev", name, "", account())
    assert records.all() == []


def test_name_that_stays_in_the_account__is_refused(records: Records) -> None:
    with pytest.raises(StackyardError, match="taken"):
        new_or_known(records, "dev", "kim", "", account(Found("kim", (make_state("data"),), (), "")))


def test_only_copy__is_meant_where_none_is_named(records: Records) -> None:
    made = new_or_known(records, "dev", "kim", "", account())
    assert to_take_down(records, "", "dev") == made


def test_several_copies__are_listed_to_choose_from(records: Records) -> None:
    new_or_known(records, "dev", "kim", "", account())
    new_or_known(records, "dev", "ann", "", account())
    with pytest.raises(StackyardError, match="several") as caught:
        to_take_down(records, "", "dev")
    assert caught.value.given == "ann, kim"


def test_no_copy__says_where_to_look(records: Records) -> None:
    with pytest.raises(StackyardError, match="no ephemeral environment here"):
        to_take_down(records, "", "dev")
