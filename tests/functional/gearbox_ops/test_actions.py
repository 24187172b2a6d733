"""The faces of the operations: what they report, and that a preview writes nothing, on an empty account too."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from gearbox.catalogue.record import State
from gearbox_ops.api_config import client_config
from stackyard.errors import StackyardError

from plugins.action import gearbox_destroy, gearbox_seed, gearbox_smoke, gearbox_status
from tests.functional.gearbox_ops.conftest import BOMB, Works, act


def seed(where, clients, **arguments):
    return act(gearbox_seed.ActionModule, where, clients=clients, **arguments)


def owners(works: Works) -> list[str]:
    return sorted(key["name"].removeprefix("stackyard-local-gearbox-") for key in works.gateway.keys.values())


def test_seed__makes_keys_and_then_there_is_nothing_to_do(works: Works) -> None:
    first = seed(works.deployed, ["operator", "scanner"])
    assert (first["changed"], first["msg"]) == (True, "2 clients, 2 keys made")
    assert len(works.gateway.attached) == 2
    again = seed(works.deployed, ["operator", "scanner"])
    assert (again["changed"], again["msg"]) == (False, "2 clients, nothing to do")


def test_client_who_is_named_no_more__loses_the_key(works: Works) -> None:
    seed(works.deployed, ["operator", "scanner"])
    told = seed(works.deployed, ["scanner"], check=True)
    assert (told["msg"], owners(works)) == ("1 client, 1 key to be deleted", ["operator", "scanner"])
    assert seed(works.deployed, ["scanner"])["keys_deleted"] == ["operator"]
    assert owners(works) == ["scanner"]


def test_key_that_an_interrupted_run_left_unattached__is_attached(works: Works) -> None:
    works.gateway.fail_at["create_usage_plan_key"] = 2
    works.gateway.calls.append("create_usage_plan_key")
    with pytest.raises(ConnectionError):
        seed(works.deployed, ["operator"])
    assert seed(works.deployed, ["operator"])["msg"] == "1 client, 1 key attached"
    assert len(works.gateway.keys) == 1


def test_seed_in_check_mode_on_an_empty_account__tells_what_it_would_do(works: Works) -> None:
    told = seed(works.empty, ["operator"], check=True)
    assert (told["msg"], told["diff"]["prepared"]) == ("1 client, 1 key to be made", "+ API key of operator\n")
    assert works.gateway.keys == {}


def test_seed_without_a_deployment__says_to_deploy_first(works: Works) -> None:
    with pytest.raises(StackyardError, match="gearbox system is not deployed to local"):
        seed(works.empty, ["operator"])


@pytest.mark.parametrize("name", ["", "two words", "a" * 65, "../x", "\x1b[2J"])
def test_name_that_no_key_can_have__is_refused_before_anything_is_done(works: Works, name: str) -> None:
    with pytest.raises(StackyardError, match="mend gearbox_clients"):
        seed(works.deployed, ["operator", name])
    assert works.gateway.calls == []


def test_values_of_keys__never_stand_in_what_is_told(works: Works) -> None:
    assert "value-of-key" not in json.dumps(seed(works.deployed, ["operator"]))


def test_destroy__deletes_the_keys_and_in_check_mode_only_counts_them(works: Works) -> None:
    seed(works.deployed, ["operator", "scanner"])
    assert act(gearbox_destroy.ActionModule, works.empty, check=True)["msg"] == "would delete 2 API keys"
    assert act(gearbox_destroy.ActionModule, works.empty)["msg"] == "deleted 2 API keys"
    assert works.gateway.keys == {}


def test_config__is_that_of_the_client_named_or_of_the_first(works: Works) -> None:
    seed(works.deployed, ["operator", "scanner"])
    clients = ["operator", "scanner"]
    values = {key["name"].rpartition("-")[2]: key["value"] for key in works.gateway.keys.values()}
    assert client_config(works.deployed, clients, "").text() == (
        f"API Endpoint URL: http://api.test/abc\nAPI Key: {values['operator']}\n"
    )
    assert client_config(works.deployed, clients, "scanner").key == values["scanner"]


@pytest.mark.parametrize(
    ("clients", "wanted", "said"),
    [
        (["operator"], "operater", "did you mean operator?"),
        ([], "", "nobody has a key"),
        (["operator"], "", "operator has no API key yet"),
    ],
)
def test_config_of_nobody__says_what_to_do(works: Works, clients, wanted, said) -> None:
    with pytest.raises(StackyardError) as failure:
        client_config(works.deployed, clients, wanted)
    assert said in str(failure.value)


def test_smoke_in_check_mode_or_without_clients__calls_nothing(works: Works) -> None:
    assert act(gearbox_smoke.ActionModule, works.empty, check=True, clients=["operator"])["calls"] == []
    assert act(gearbox_smoke.ActionModule, works.deployed, clients=[])["calls"] == []


def status(where) -> dict[str, str]:
    return {line["label"]: " ".join(line["value"].split()) for line in act(gearbox_status.ActionModule, where)["lines"]}


def test_status__tells_files_what_waits_what_failed_and_queues(works: Works) -> None:
    works.add("good.txt", State.READY)
    works.add("gone.txt", State.REMOVED)
    works.add("first.txt", State.RECEIVED, received_at="2026-11-21T14:59:05.000000Z")
    works.add("second.txt", State.EXTRACTING)
    works.add("older.zip", failure=BOMB)
    works.add("\x1b[2Jnew.zip", failure=replace(BOMB, reason="odd"), received_at="2026-11-21T15:01:00.000000Z")
    works.queues.sqs.send_message(QueueUrl=works.queues.undiagnosed, MessageBody="{}")
    assert status(works.deployed) == {
        "gearbox API URL": "http://api.test/abc",
        "files": "1 received, 1 extracting, 1 ready, 2 failed, 1 removed",
        "waiting longest": "first.txt, received, for 5 min",
        "failed last": "\\x1b[2Jnew.zip: bomb: odd",
        "queue of arrivals": "0 waiting, 0 under way",
        "queue of failures": "0 waiting, 0 under way",
        "last queue": "1 waiting, 0 under way; once mended: bin/gearbox.sh -e local retry --all",
        "put and list files": "bin/gearbox.sh -e local --help",
    }


def test_status_without_files__leaves_out_what_there_is_not(works: Works) -> None:
    told = status(works.deployed)
    assert told["files"] == "0 ready"
    assert not {"waiting longest", "failed last"} & set(told)


def test_status_of_an_empty_account__is_one_line(works: Works) -> None:
    assert status(works.empty) == {"gearbox": "not deployed: bin/deploy local"}


def test_line_that_cannot_be_told__spoils_no_other(works: Works) -> None:
    works.queues.sqs.delete_queue(QueueUrl=works.queues.failures)
    told = status(works.deployed)
    assert told["queue of failures"].startswith("cannot be told: ")
    assert told["queue of arrivals"] == "0 waiting, 0 under way"
