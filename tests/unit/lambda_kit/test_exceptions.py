from __future__ import annotations

from botocore.exceptions import ClientError
from lambda_kit.exceptions import without_message

SECRET = "student01@example.com"


def caught(error: Exception, depth: int = 0) -> Exception:
    def deeper(left: int) -> None:
        if left:
            deeper(left - 1)
        raise error

    try:
        deeper(depth)
    except type(error) as found:
        return found
    raise AssertionError("unreachable")


def test_exception__is_told_by_type_and_place_only() -> None:
    told = without_message(caught(RuntimeError(SECRET)))

    assert told["exceptionType"] == "RuntimeError"
    assert told["frames"][-1].startswith("test_exceptions.py:")
    assert told["frames"][-1].endswith(" deeper")
    assert SECRET not in repr(told)


def test_refusal_of_aws__is_told_by_operation_and_code() -> None:
    error = ClientError({"Error": {"Code": "AccessDenied", "Message": SECRET}}, "GetObject")

    assert without_message(error) == {
        "exceptionType": "ClientError", "frames": [], "awsOperation": "GetObject", "awsCode": "AccessDenied",
    }  # fmt: skip


def test_deep_exception__is_told_by_its_last_frames() -> None:
    assert len(without_message(caught(KeyError(SECRET), depth=40))["frames"]) == 6


def test_no_field__is_one_that_the_runtime_keeps_for_itself() -> None:
    assert "errorType" not in without_message(caught(KeyError(SECRET)))
