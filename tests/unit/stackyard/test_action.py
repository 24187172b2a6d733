from __future__ import annotations

import errno
from collections import UserDict
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
import yaml
from ansible.module_utils._internal._datatag import AnsibleTagHelper
from ansible.module_utils._internal._datatag._tags import Deprecated
from botocore.exceptions import ClientError, ConnectTimeoutError, ProxyConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from stackyard.action import StackyardAction, plain
from stackyard.errors import StackyardError

TAG = Deprecated(msg="any tag makes a tagged value")


def test_tagged_values__become_ordinary_python_values():
    tagged: Any = AnsibleTagHelper.tag("text", TAG)
    assert type(tagged) is not str

    assert yaml.safe_dump(plain({"a": [tagged, AnsibleTagHelper.tag(7, TAG)]})) == "a:\n- text\n- 7\n"


def test_booleans_and_nothing__stay_what_they_are():
    assert plain({"yes": True, "no": None}) == {"yes": True, "no": None}
    assert plain([b"text"]) == [b"text"]


def test_lazy_mappings__become_dictionaries():
    assert type(plain(UserDict({"a": 1}))) is dict


TARGET = {
    "environment": "dev",
    "prefix": "stackyard-dev",
    "account": "123456789012",
    "region": "eu-central-1",
    "partition": "aws",
    "url_suffix": "amazonaws.com",
    "api_url": "",
    "profile": "dev",
}


class Echo(StackyardAction):
    """Gives its argument back, or fails as it is told."""

    argument_spec: ClassVar[dict[str, dict[str, Any]]] = {
        "say": {"type": "raw", "required": True},
        "target": {"type": "dict"},
    }
    fault: Exception | None = None

    def work(self, arguments):
        if self.fault:
            raise self.fault
        return {"changed": self.check_mode, "said": arguments["say"]}


def run(fault=None, *, check=False, **arguments):
    task = SimpleNamespace(args={"say": ["a"], **arguments}, async_val=0, check_mode=check, diff=False, action="echo")
    action = Echo(task, SimpleNamespace(_shell=SimpleNamespace(tmpdir="none")), None, None, None, None)
    action.fault = fault
    return action.run(task_vars={})


def test_work__gets_checked_arguments_and_gives_the_result():
    assert run() == {"changed": False, "said": ["a"]}
    assert run(check=True)["changed"] is True


def test_known_fault__fails_the_task_with_its_text():
    assert run(StackyardError("no", remedy="yes")) == {"failed": True, "msg": "no\n  remedy: yes"}


def test_refusal_of_aws__fails_the_task_with_what_to_do():
    expired = ClientError({"Error": {"Code": "ExpiredToken", "Message": "expired"}}, "ListStacks")
    result = run(expired, target=TARGET)
    assert result["failed"] is True
    assert "remedy: " in result["msg"]
    assert "Traceback" not in result["msg"]


def test_answer_that_is_not_from_aws__fails_the_task_with_what_to_do():
    result = run(ResponseParserError("invalid XML received: <html>proxy"), target=TARGET)
    assert "AWS cannot be reached" in result["msg"]
    assert "proxy" in result["msg"]
    assert "remedy: check the network" in result["msg"]


def test_full_disk__fails_the_task_with_what_to_do():
    result = run(OSError(errno.ENOSPC, "No space left on device", "build/x"))
    assert result["failed"] is True
    assert "the disk is full" in result["msg"]
    assert "build/x" in result["msg"]


def test_file_that_may_not_be_written__fails_the_task_with_what_to_do():
    result = run(PermissionError(errno.EACCES, "Permission denied", "build/x"))
    assert result["failed"] is True
    assert "build/x" in result["msg"]
    assert "remedy: make it and the folder that it lies in yours" in result["msg"]


def test_other_fault_of_the_system__keeps_its_traceback():
    with pytest.raises(ConnectionResetError):
        run(ConnectionResetError(errno.ECONNRESET, "reset"))


def test_programming_mistake__keeps_its_traceback():
    with pytest.raises(KeyError):
        run(KeyError("name"))


@pytest.mark.parametrize(
    "lost",
    [
        ProxyConnectionError(proxy_url="http://proxy"),
        ReadTimeoutError(endpoint_url="https://aws"),
        ConnectTimeoutError(endpoint_url="https://aws"),
    ],
)
def test_lost_connection_that_is_an_oserror_too__is_told_as_one(lost):
    told = run(lost, target=TARGET)
    assert isinstance(lost, OSError)
    assert told["failed"]
    assert "AWS cannot be reached" in told["msg"]
