from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from embedded.lifecycle.environment import runtimes
from tests.contract.embedded_server import EmbeddedServer, zipped
from tests.patience import PATIENCE_SECONDS, eventually

WHERE = """
import os, sys
def handler(event, context):
    return {"version": list(sys.version_info[:2]), "environment": dict(os.environ), "path": sys.path}
"""
RAISES = """
class TooLate(Exception): pass
def handler(event, context):
    raise TooLate("deadline passed")
"""
LOGS = """
import logging
logging.getLogger().setLevel("INFO")
def handler(event, context):
    logging.info("informed")
    print("printed")
    return context.log_stream_name
"""


def named(word: str) -> str:
    return f"{word}-{uuid.uuid4().hex[:8]}"


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)


def messages(server: EmbeddedServer, group: str, stream: str | None = None) -> list[str]:
    narrowed = {"logStreamNames": [stream]} if stream else {}
    events = server.client("logs").filter_log_events(logGroupName=group, **narrowed)["events"]
    return [event["message"] for event in events]


def test_stock__runs_functions_on_the_servers_own_python(stock: EmbeddedServer) -> None:
    name = named("where")
    stock.function(name, WHERE)

    assert stock.invoke(name)[0]["version"] == [3, 11]


@pytest.mark.parametrize(("runtime", "version"), [("python3.12", [3, 12]), ("python3.13", [3, 13])])
def test_function__runs_on_its_own_python(repaired: EmbeddedServer, runtime: str, version: list[int]) -> None:
    name = named("where")
    repaired.function(name, WHERE, Runtime=runtime)

    assert repaired.invoke(name)[0]["version"] == version


@pytest.fixture
def lacking(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server on a machine that has Python 3.12 for functions, and nothing else."""
    only = {"python3.12": runtimes()["python3.12"]}
    server = EmbeddedServer(tmp_path / "state", settings={"STACKYARD_RUNTIMES": json.dumps(only)})
    yield server.start()
    server.stop()


def test_function_whose_python_is_missing__runs_on_the_nearest_with_a_notice(lacking: EmbeddedServer) -> None:
    lacking.function("where", WHERE)

    assert lacking.invoke("where")[0]["version"] == [3, 12]
    assert lacking.control("GET", "/runtimes")["stand_ins"] == {"python3.13": "python3.12"}
    assert "python3.13 is not set up here: its functions run on python3.12" in lacking.log()


def test_package_compiled_for_the_missing_python__is_refused_by_name(lacking: EmbeddedServer) -> None:
    files = {"index.py": "handler = print", "fast.cpython-313-x86_64-linux-gnu.so": ""}
    lacking.function("compiled", "", Code={"ZipFile": zipped(files)})

    answer, _ = lacking.invoke("compiled")

    assert answer["errorType"] == "Runtime.InvalidRuntime"
    assert "fast.cpython-313-x86_64-linux-gnu.so is compiled for cpython-313" in answer["errorMessage"]


def test_layer_compiled_for_the_missing_python__is_refused_by_name(lacking: EmbeddedServer) -> None:
    content = {"ZipFile": zipped({"python/fast.cpython-313-x86_64-linux-gnu.so": ""})}
    layer = lacking.client("lambda").publish_layer_version(LayerName="compiled", Content=content)["LayerVersionArn"]
    lacking.function("layered", "handler = print", Layers=[layer])

    answer, _ = lacking.invoke("layered")

    assert answer["errorType"] == "Runtime.InvalidRuntime"
    assert "python/fast.cpython-313-x86_64-linux-gnu.so is compiled for cpython-313" in answer["errorMessage"]


def test_server_without_any_python_for_functions__does_not_start(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"no Python runtime is set up for functions\. Type bin/setup"):
        EmbeddedServer(tmp_path / "state", settings={"STACKYARD_RUNTIMES": "{}"}).start()


def test_stock__shows_functions_the_servers_environment(stock: EmbeddedServer) -> None:
    name = named("where")
    stock.function(name, WHERE)

    assert "STACKYARD_STATE" in stock.invoke(name)[0]["environment"]


def test_function__sees_nothing_of_the_servers_environment(repaired: EmbeddedServer) -> None:
    name = named("where")
    repaired.function(name, WHERE, Environment={"Variables": {"BUCKET": "b"}})

    found = repaired.invoke(name)[0]

    ours = ("STACKYARD_", "MINISTACK", "GATEWAY_PORT", "PYTHON", "HOME")
    assert [variable for variable in found["environment"] if variable.startswith(ours)] == []
    assert found["environment"]["BUCKET"] == "b"
    assert found["environment"]["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert found["path"][0] == found["environment"]["LAMBDA_TASK_ROOT"]


def test_stock__loses_the_type_of_an_exception(stock: EmbeddedServer) -> None:
    name = named("raises")
    stock.function(name, RAISES)

    assert stock.invoke(name)[0]["errorType"] == "Runtime.HandlerError"


def test_exception__keeps_its_type_and_message(repaired: EmbeddedServer) -> None:
    name = named("raises")
    repaired.function(name, RAISES)

    answer, error = repaired.invoke(name)

    assert (answer["errorType"], answer["errorMessage"], error) == ("TooLate", "deadline passed", "Unhandled")


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("import nowhere", "Runtime.ImportModuleError", "No module named 'nowhere'"),
        ("def handler(:", "Runtime.UserCodeSyntaxError", "Syntax error in module 'index'"),
        ("other = 1", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'index'"),
    ],
)
def test_module_that_cannot_load__answers_as_lambda_does(
    repaired: EmbeddedServer, source: str, kind: str, message: str
) -> None:
    name = named("broken")
    repaired.function(name, source)

    answer, error = repaired.invoke(name)

    assert (answer["errorType"], error) == (kind, "Unhandled")
    assert message in answer["errorMessage"]
    assert any(message in line for line in messages(repaired, f"/aws/lambda/{name}"))


def test_exit_of_the_process__is_an_exit_error_and_the_next_call_works(repaired: EmbeddedServer) -> None:
    name = named("exits")
    repaired.function(name, "import os\ndef handler(event, context):\n    return 1 if event else os._exit(3)\n")

    assert repaired.invoke(name)[0]["errorType"] == "Runtime.ExitError"
    assert repaired.invoke(name, True) == (1, None)


def test_function_that_takes_too_long__times_out(repaired: EmbeddedServer) -> None:
    name = named("slow")
    repaired.function(name, "import time\ndef handler(event, context):\n    time.sleep(3600)\n", Timeout=1)

    answer, _ = repaired.invoke(name)

    assert answer["errorType"] == "Sandbox.Timedout"
    assert "Task timed out after 1.00 seconds" in answer["errorMessage"]


def test_stock__ignores_the_json_log_format(stock: EmbeddedServer) -> None:
    name = named("logs")
    stock.function(name, LOGS, LoggingConfig={"LogFormat": "JSON"})
    stock.invoke(name)

    assert not any(message.startswith("{") for message in messages(stock, f"/aws/lambda/{name}"))


def test_log__is_in_the_stream_that_the_context_names(repaired: EmbeddedServer) -> None:
    name = named("logs")
    repaired.function(name, LOGS)

    stream, _ = repaired.invoke(name)

    found = messages(repaired, f"/aws/lambda/{name}", stream)
    assert [line.split()[0] for line in found] == ["START", "[INFO]", "printed", "END", "REPORT"]
    assert "informed" in found[1]


def test_json_log_format__writes_json_to_the_named_group(repaired: EmbeddedServer) -> None:
    name, group = named("logs"), f"/{named('group')}"
    repaired.client("logs").create_log_group(logGroupName=group)
    repaired.function(name, LOGS, LoggingConfig={"LogFormat": "JSON", "LogGroup": group})

    repaired.invoke(name)

    start, informed, _, report = messages(repaired, group)
    assert json.loads(start)["type"] == "platform.start"
    assert json.loads(informed)["message"] == "informed"
    assert 10 < json.loads(report)["record"]["metrics"]["maxMemoryUsedMB"] < 500


def test_log_tail__comes_with_the_answer(repaired: EmbeddedServer) -> None:
    name = named("logs")
    repaired.function(name, LOGS)

    answer = repaired.client("lambda").invoke(FunctionName=name, LogType="Tail")

    assert "printed" in base64.b64decode(answer["LogResult"]).decode()


def test_own_simplejson__does_not_break_the_runtime_client(repaired: EmbeddedServer) -> None:
    name = named("own")
    files = {
        "simplejson.py": "raise RuntimeError('not the real one')",
        "index.py": "def handler(e, c):\n    return e\n",
    }
    repaired.function(name, "", Code={"ZipFile": zipped(files)})

    assert repaired.invoke(name, {"a": 1}) == ({"a": 1}, None)


def test_layer__is_importable_and_the_function_comes_first(repaired: EmbeddedServer) -> None:
    name = named("layered")
    content = {"ZipFile": zipped({"python/shared.py": "WORD = 'layer'", "python/index.py": "raise RuntimeError"})}
    layer = repaired.client("lambda").publish_layer_version(LayerName=name, Content=content)["LayerVersionArn"]
    repaired.function(name, "import shared\ndef handler(e, c):\n    return shared.WORD\n", Layers=[layer])

    assert repaired.invoke(name) == ("layer", None)


def test_function__acts_as_its_role(repaired: EmbeddedServer) -> None:
    name = named("who")
    repaired.function(
        name, "import boto3\ndef handler(e, c):\n    return boto3.client('sts').get_caller_identity()['Arn']\n"
    )

    assert repaired.invoke(name) == (f"arn:aws:sts::000000000000:assumed-role/{name}/{name}", None)


def test_new_code__is_served_at_once(repaired: EmbeddedServer) -> None:
    name = named("changes")
    repaired.function(name, "def handler(e, c):\n    return 1\n")
    first = repaired.invoke(name)
    code = zipped({"index.py": "def handler(e, c):\n    return 2\n"})

    repaired.client("lambda").update_function_code(FunctionName=name, ZipFile=code)

    assert (first, repaired.invoke(name)) == ((1, None), (2, None))


SLOW = """
import pathlib, time
def handler(event, context):
    pathlib.Path(event["begun"]).touch()
    until = time.monotonic() + 300
    while not pathlib.Path(event["end"]).exists() and time.monotonic() < until:
        time.sleep(0.01)
    return "old"
"""


def updated_meanwhile(server: EmbeddedServer, folder: Path, update: Callable[[str], object]) -> list[Any]:
    """What an invocation answers during which its function is changed, and what the next one does."""
    name = named("slow")
    server.function(name, SLOW)
    begun, end = folder / "begun", folder / "end"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.invoke, name, {"begun": str(begun), "end": str(end)})
        wait_for(begun.exists)
        update(name)
        end.touch()
        return [running.result(), server.invoke(name, {"begun": str(begun), "end": str(end)})]


def new_code(server: EmbeddedServer) -> Callable[[str], object]:
    code = zipped({"index.py": "def handler(e, c):\n    return 'new'\n"})
    return lambda name: server.client("lambda").update_function_code(FunctionName=name, ZipFile=code)


def test_stock__kills_what_runs_when_its_function_is_updated(stock: EmbeddedServer, tmp_path: Path) -> None:
    running, following = updated_meanwhile(stock, tmp_path, new_code(stock))

    assert (running[1], following) == ("Unhandled", ("new", None))


def test_update__lets_what_runs_end_with_the_code_that_it_began_with(repaired: EmbeddedServer, tmp_path: Path) -> None:
    assert updated_meanwhile(repaired, tmp_path, new_code(repaired)) == [("old", None), ("new", None)]


def test_new_settings__let_what_runs_end_and_begin_with_the_next(repaired: EmbeddedServer, tmp_path: Path) -> None:
    functions = repaired.client("lambda")

    answers = updated_meanwhile(
        repaired, tmp_path, lambda name: functions.update_function_configuration(FunctionName=name, MemorySize=256)
    )

    assert answers == [("old", None), ("old", None)]


def test_outdated_environment__ends_after_its_invocation(repaired: EmbeddedServer, tmp_path: Path) -> None:
    name = named("pid")
    repaired.function(name, "import os\n" + SLOW.replace('"old"', "os.getpid()"))
    begun, end = tmp_path / "begun", tmp_path / "end"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(repaired.invoke, name, {"begun": str(begun), "end": str(end)})
        wait_for(begun.exists)
        new_code(repaired)(name)
        end.touch()
        process = running.result()[0]

    wait_for(lambda: not Path(f"/proc/{process}").exists())


def test_warm_call__does_not_wait_for_log_lines(repaired: EmbeddedServer) -> None:
    name = named("quick")
    repaired.function(name, "def handler(e, c):\n    return e\n")
    client = repaired.client("lambda")

    def call_seconds() -> float:
        start = time.perf_counter()
        client.invoke(FunctionName=name, Payload=b"1")["Payload"].read()
        return time.perf_counter() - start

    assert eventually(lambda: call_seconds() < 0.05, "a call that does not wait")  # stock waits so long in every call
