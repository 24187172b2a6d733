from __future__ import annotations

import json
import signal
import time
from typing import Any

import botocore.exceptions
import pytest

from tests.contract import state_machines as machines
from tests.contract.embedded_server import DeployError, EmbeddedServer
from tests.patience import PATIENCE_SECONDS, eventually

PASS = {"Type": "Pass"}
ECHO = "def handler(event, context):\n    return {'got': event['batch']}\n"


def machine_resource(definition: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::000000000000:role/any", "Definition": definition, **properties},
    }


def manifest(server: EmbeddedServer, bucket: str, batches: int) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    students = [f"student{number:05}" for number in range(250)]
    document = [{"batch": number, "students": students} for number in range(batches)]
    s3.put_object(Bucket=bucket, Key="manifest.json", Body=json.dumps(document).encode())


def distributed_map(function: str, bucket: str, **fields: Any) -> dict[str, Any]:
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"},
        "Parameters": {"Bucket": bucket, "Key.$": "$.key"},
    }
    child = machines.in_order(Score={"Type": "Task", "Resource": machines.function_arn(function)})
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **child}
    return {"Type": "Map", "ItemReader": reader, "ItemProcessor": processor, "MaxConcurrency": 10, **fields}


@pytest.fixture(scope="module")
def echo(repaired: EmbeddedServer) -> str:
    repaired.function("states-echo", ECHO, role=machines.role_arn(repaired))
    return "states-echo"


# definitions


def test_stock__accepts_a_transition_to_nowhere(stock: EmbeddedServer) -> None:
    assert machines.create(stock, "nowhere", {"StartAt": "A", "States": {"A": {**PASS, "Next": "Nowhere"}}})


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        ({"StartAt": "B", "States": {"A": {**PASS, "End": True}}}, "Missing 'StartAt' target: B"),
        ({"StartAt": "A", "States": {"A": {**PASS, "Next": "B"}}}, "Missing 'Next' target: B at /States/A/Next"),
        ({"StartAt": "A", "States": {"A": PASS}}, "Exactly one of 'Next' and 'End' is required at /States/A"),
        (
            machines.in_order(A={**PASS, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]}),
            "Missing 'Next' target: B at /States/A/Catch[0]/Next",
        ),
        (machines.in_order(A={"Type": "Task", "Resource": "${Function}"}), "Value is not a valid resource ARN"),
        (machines.in_order(A={"Type": "Wait", "Seconds": "30"}), "Expected a number, found"),
        (
            machines.in_order(M={"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {"A": PASS}}}),
            "at /States/M/ItemProcessor/States/A",
        ),
        (machines.in_order(M=distributed_map("f", "b", ItemBatcher={"MaxItemsPerBatch": 5})), "would ignore ItemBatch"),
    ],
)
def test_definition_that_cannot_run__is_refused_with_the_place(
    repaired: EmbeddedServer, definition: dict[str, Any], problem: str
) -> None:
    with pytest.raises(botocore.exceptions.ClientError, match="Invalid State Machine Definition") as refusal:
        machines.create(repaired, "refused", definition)

    assert problem in str(refusal.value)


def test_template_with_an_unreplaced_token__fails_the_stack(repaired: EmbeddedServer) -> None:
    definition = machines.in_order(A={"Type": "Task", "Resource": "${FunctionArn}"})
    resource = machine_resource(definition, DefinitionSubstitutions={"OtherArn": "arn:aws:lambda:x"})

    with pytest.raises(DeployError, match=r"Value is not a valid resource ARN: \$\{FunctionArn\}"):
        repaired.deploy("states-token", {"Resources": {"Machine": resource}})


# data


def test_stock__takes_missing_paths_and_variables_for_null(stock: EmbeddedServer) -> None:
    definition = machines.in_order(
        Set={**PASS, "Assign": {"subject.$": "$.subject"}},
        Use={**PASS, "Parameters": {"subject.$": "$subject", "other.$": "$.missing"}},
    )

    ended = machines.create_and_run(stock, "null", definition, {"subject": "maths"})

    assert ended["output"] == {"subject": None, "other": None}


def test_assigned_variable__is_readable_in_later_states_whatever_their_input(repaired: EmbeddedServer) -> None:
    definition = machines.in_order(
        Set={**PASS, "Assign": {"subject.$": "$.subject.name", "fixed": 5}},
        Drop={**PASS, "Result": {}},
        Use={**PASS, "Parameters": {"subject.$": "$subject", "fixed.$": "$fixed"}},
    )

    ended = machines.create_and_run(repaired, "assign", definition, {"subject": {"name": "maths"}})

    assert ended["output"] == {"subject": "maths", "fixed": 5}


def test_variables_of_a_choice_rule__come_from_the_rule_that_matched(repaired: EmbeddedServer) -> None:
    rule = {"Variable": "$.n", "NumericGreaterThan": 1, "Next": "Use", "Assign": {"size": "large"}}
    definition = machines.in_order(Use={**PASS, "Parameters": {"size.$": "$size"}})
    definition["States"]["Pick"] = {"Type": "Choice", "Choices": [rule], "Default": "Use", "Assign": {"size": "small"}}
    definition["StartAt"] = "Pick"
    arn = machines.create(repaired, "choice", definition)

    assert [machines.run(repaired, arn, {"n": n})["output"]["size"] for n in (1, 2)] == ["small", "large"]


def test_path_that_leads_nowhere__fails_the_execution_by_name(repaired: EmbeddedServer) -> None:
    definition = machines.in_order(A={**PASS, "Parameters": {"run": {"id.$": "$.runId"}}})

    ended = machines.create_and_run(repaired, "path", definition, {"other": 1})

    assert (ended["status"], ended["error"]) == ("FAILED", "States.ParameterPathFailure")
    assert "'$.runId' specified for the field 'id.$'" in ended["cause"]


def test_path_to_a_null__is_a_null(repaired: EmbeddedServer) -> None:
    definition = machines.in_order(A={**PASS, "Parameters": {"id.$": "$.runId"}})

    assert machines.create_and_run(repaired, "path-null", definition, {"runId": None})["output"] == {"id": None}


def test_data_over_256_kib__ends_the_execution(repaired: EmbeddedServer) -> None:
    big = machines.in_order(A={**PASS, "Parameters": {"twice.$": "States.Array($, $)"}})

    ended = machines.create_and_run(repaired, "big", big, {"text": "x" * 200_000})

    assert ended["error"] == "States.DataLimitExceeded"


# retries


def test_stock__lets_states_all_catch_what_aws_does_not(stock: EmbeddedServer) -> None:
    assert caught_by_states_all(stock)["status"] == "SUCCEEDED"


def test_states_all__does_not_catch_states_runtime(repaired: EmbeddedServer) -> None:
    assert caught_by_states_all(repaired)["error"] == "States.Runtime"


def caught_by_states_all(server: EmbeddedServer) -> dict[str, Any]:
    unknown = {"Type": "Task", "Resource": "arn:aws:states:::nosuchservice:run"}
    definition = machines.in_order(A={**unknown, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]}, B=PASS)
    return machines.create_and_run(server, "catch-all", definition)


def test_max_delay_and_jitter__bound_the_wait_between_attempts(repaired: EmbeddedServer) -> None:
    repaired.function("states-failing", "def handler(e, c): raise KeyError", role=machines.role_arn(repaired))
    retry = {
        "ErrorEquals": ["States.TaskFailed"],
        "IntervalSeconds": 100_000,
        "MaxAttempts": 3,
        "MaxDelaySeconds": 1,
        "JitterStrategy": "FULL",
    }
    task = {"Type": "Task", "Resource": machines.function_arn("states-failing"), "Retry": [retry]}

    ended = machines.create_and_run(repaired, "jitter", machines.in_order(A=task))  # with a patience of its own

    assert ended["status"] == "FAILED"


# time limits

LIMITED = {"TimeoutSeconds": 1, **machines.in_order(A={"Type": "Wait", "Seconds": 2}, B=PASS)}


def test_stock__lets_an_execution_run_past_its_limit(stock: EmbeddedServer) -> None:
    assert machines.create_and_run(stock, "limited", LIMITED)["status"] == "SUCCEEDED"


def test_execution_past_its_limit__is_timed_out_and_goes_no_further(repaired: EmbeddedServer) -> None:
    ended = machines.create_and_run(repaired, "limited", LIMITED)

    assert ended["status"] == "TIMED_OUT"
    time.sleep(1.2)  # what should not come has no event to wait for
    assert machines.entered(repaired, ended["executionArn"]) == ["WaitStateEntered"]


def test_execution_whose_limit_passed_while_the_machine_slept__goes_no_further(repaired: EmbeddedServer) -> None:
    execution = machines.start(repaired, machines.create(repaired, "limited-asleep", LIMITED))
    eventually(lambda: machines.entered(repaired, execution))
    assert repaired.process is not None
    repaired.process.send_signal(signal.SIGSTOP)
    time.sleep(2)  # at its end the wait and the limit are over at once
    repaired.process.send_signal(signal.SIGCONT)

    assert machines.ended(repaired, execution)["status"] == "TIMED_OUT"
    assert machines.entered(repaired, execution) == ["WaitStateEntered"]


# deletion


def executions_of_a_machine_made_again(server: EmbeddedServer) -> list[Any]:
    template = {
        "Resources": {"Machine": machine_resource(machines.in_order(A=PASS))},
        "Outputs": {"Arn": {"Value": {"Ref": "Machine"}}},
    }
    machines.run(server, server.deploy("states-again", template)["Arn"])
    server.delete("states-again")
    arn = server.deploy("states-again", template)["Arn"]
    return list(server.client("stepfunctions").list_executions(stateMachineArn=arn)["executions"])


def test_stock__shows_executions_of_the_machine_that_was_deleted(stock: EmbeddedServer) -> None:
    assert len(executions_of_a_machine_made_again(stock)) == 1


def test_machine_made_again__has_no_executions(repaired: EmbeddedServer) -> None:
    assert executions_of_a_machine_made_again(repaired) == []


# maps


def test_distributed_map_over_200_batches__gives_every_answer_in_its_place(repaired: EmbeddedServer, echo: str) -> None:
    manifest(repaired, "states-manifest", 200)
    definition = machines.in_order(All=distributed_map(echo, "states-manifest"))

    ended = machines.create_and_run(repaired, "map", definition, {"key": "manifest.json"})

    assert ended["output"] == [{"got": number} for number in range(200)]


def test_stock__reads_jsonata_of_a_distributed_map_literally(stock: EmbeddedServer) -> None:
    ended = machines.create_and_run(stock, "map-jsonata", jsonata_map("none", "none"), {"key": "manifest.json"})

    assert "{% $states.input.key %}" in ended["cause"]


def test_distributed_map_in_jsonata__evaluates_reader_selector_and_output(repaired: EmbeddedServer, echo: str) -> None:
    manifest(repaired, "states-jsonata", 3)

    ended = machines.create_and_run(
        repaired, "map-jsonata", jsonata_map(echo, "states-jsonata"), {"key": "manifest.json"}
    )

    assert ended["output"] == {"count": 3, "last": 2}


def jsonata_map(function: str, bucket: str) -> dict[str, Any]:
    state = distributed_map(
        function,
        bucket,
        ItemSelector={"batch": "{% $states.context.Map.Item.Value.batch %}"},
        Output={"count": "{% $count($states.result) %}", "last": "{% $states.result[-1].got %}"},
    )
    del state["ItemReader"]["Parameters"]
    state["ItemReader"]["Arguments"] = {"Bucket": bucket, "Key": "{% $states.input.key %}"}
    return {"QueryLanguage": "JSONata", **machines.in_order(All=state)}


@pytest.mark.parametrize(("tolerated", "status"), [(10, "FAILED"), (50, "SUCCEEDED")])
def test_tolerated_failures_by_path__decide_the_run(repaired: EmbeddedServer, tolerated: int, status: str) -> None:
    rule = {"Variable": "$", "NumericEquals": 0, "Next": "Bad"}
    pick = {"Type": "Choice", "Choices": [rule], "Default": "Good"}
    states = {"Pick": pick, "Bad": {"Type": "Fail", "Error": "Bad"}, "Good": {**PASS, "End": True}}
    state = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ToleratedFailurePercentagePath": "$.tolerated",
        "MaxConcurrencyPath": "$.concurrency",
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "Pick", "States": states},
    }
    data = {"items": [0, 1, 2, 3], "tolerated": tolerated, "concurrency": 2}

    ended = machines.create_and_run(repaired, f"tolerated-{tolerated}", machines.in_order(All=state), data)

    assert ended["status"] == status


# logs


def logged_machine(server: EmbeddedServer, level: str, *, with_data: bool) -> dict[str, Any]:
    definition = machines.in_order(A=PASS, B={**PASS, "Parameters": {"x.$": "$.missing"}})
    group = {"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": "Log.Arn"}}}
    logging = {"Level": level, "IncludeExecutionData": with_data, "Destinations": [group]}
    return {
        "Resources": {
            "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": f"/states/{level}"}},
            "Machine": machine_resource(definition, RoleArn=machines.role_arn(server), LoggingConfiguration=logging),
        },
        "Outputs": {"Arn": {"Value": {"Ref": "Machine"}}},
    }


def entries(server: EmbeddedServer, group: str) -> list[dict[str, Any]]:
    """The log once its last event is there: an execution's end is visible a moment before it is written."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    logged: list[dict[str, Any]] = []
    while time.monotonic() < deadline and not any(
        entry["type"].startswith("Execution") for entry in logged if entry["type"] != "ExecutionStarted"
    ):
        events = server.client("logs").filter_log_events(logGroupName=group)["events"]
        logged = [json.loads(event["message"]) for event in events]
        time.sleep(0.05)
    return logged


def test_stock__writes_no_execution_log(stock: EmbeddedServer) -> None:
    machines.run(stock, stock.deploy("states-log", logged_machine(stock, "ALL", with_data=True))["Arn"])

    assert stock.client("logs").filter_log_events(logGroupName="/states/ALL")["events"] == []


def test_log_level_all__has_every_event_with_its_data(repaired: EmbeddedServer) -> None:
    arn = repaired.deploy("states-log-all", logged_machine(repaired, "ALL", with_data=True))["Arn"]

    ended = machines.run(repaired, arn, {"subject": "maths"})

    logged = entries(repaired, "/states/ALL")
    assert [entry["type"] for entry in logged][:2] == ["ExecutionStarted", "PassStateEntered"]
    assert json.loads(logged[0]["details"]["input"]) == {"subject": "maths"}
    assert {entry["execution_arn"] for entry in logged} == {ended["executionArn"]}


def test_log_level_error_without_data__has_the_failure_only(repaired: EmbeddedServer) -> None:
    machine = repaired.deploy("states-log-error", logged_machine(repaired, "ERROR", with_data=False))["Arn"]

    machines.run(repaired, machine)

    assert [(entry["type"], entry["details"]) for entry in entries(repaired, "/states/ERROR")] == [
        ("ExecutionFailed", {"error": "States.ParameterPathFailure"})
    ]
    described = repaired.client("stepfunctions").describe_state_machine(stateMachineArn=machine)
    assert described["loggingConfiguration"]["level"] == "ERROR"
