"""Commands outside of playbooks: which environments they take, and what they print where."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from stackyard.errors import StackyardError
from stackyard.operate.command import check_environment, tell
from stackyard.settings.named import systems


def test_unknown_environment__is_told_with_the_known_ones() -> None:
    check_environment("dev", ["local", "dev"], "bin/x <environment>")
    with pytest.raises(StackyardError, match="no environment of this name") as failure:
        check_environment("devel", ["local", "dev"], "bin/x <environment>")
    assert "remedy: bin/x <environment>, one of local, dev" in str(failure.value)


def test_name_of_another_kind__is_told_as_what_it_is() -> None:
    (system, *_) = systems()
    with pytest.raises(StackyardError, match=f"remedy: {system} is a system; bin/x <environment>, one of local"):
        check_environment(system, ["local", "dev"], "bin/x <environment>")


def test_answer__is_all_that_is_printed(capsys) -> None:
    assert tell("local", "bin/x", lambda target: f"{target.environment}\n") == 0
    assert capsys.readouterr() == ("local\n", "")


def test_complaint__goes_to_stderr(capsys) -> None:
    def refused(_):
        raise StackyardError("nothing is deployed", remedy="bin/deploy")

    assert tell("local", "bin/x", refused) == 1
    assert capsys.readouterr() == ("", "error: nothing is deployed\n  remedy: bin/deploy\n")


def test_refusal_of_aws__is_explained(capsys) -> None:
    def refused(_):
        raise ClientError({"Error": {"Code": "ExpiredToken", "Message": "gone"}}, "GetCallerIdentity")

    assert tell("local", "bin/x", refused) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert "remedy: " in told


def test_unknown_environment__reaches_nothing(capsys) -> None:
    assert tell("devel", "bin/x <environment>", lambda _: pytest.fail("must not be asked")) == 1
    assert (
        "there is no environment of this name\n  given: devel\n  remedy: bin/x <environment>, one of cn, dev, local"
        in (capsys.readouterr().err)
    )
