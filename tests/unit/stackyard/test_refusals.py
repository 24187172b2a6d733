"""AWS errors in words that help."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import exceptions as aws
from stackyard.credentials import CodeNeededError
from stackyard.errors import StackyardError
from stackyard.refusals import about_request, code_of, explain, explaining, message_of
from stackyard.target import ROOT

from tests.fakes.stacks import make_target

ROLE = "arn:aws:iam::123456789012:role/deployer"
PLAIN, WITH_PROFILE, EMBEDDED = (
    make_target(),
    make_target(profile="work"),
    make_target(environment="local", embedded=True),
)


def refusal(
    code: str, status: int = 400, *, operation: str = "GetCallerIdentity", message: str = "details"
) -> aws.ClientError:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return aws.ClientError(answer, operation)


@pytest.mark.parametrize(
    ("error", "problem", "remedy"),
    [
        (refusal("ExpiredToken"), "the session has expired", "aws sso login --profile work"),
        (aws.UnauthorizedSSOTokenError(), "the session has expired", "aws sso login --profile work"),
        (
            aws.TokenRetrievalError(provider="sso", error_msg="x"),
            "the session has expired",
            "aws sso login --profile work",
        ),
        (aws.SSOTokenLoadError(error_msg="x"), "the session has expired", "aws sso login --profile work"),
        (aws.LoginTokenLoadError(error_msg="x"), "the session has expired", "aws login --profile work"),
        (refusal("RequestExpired"), "the session has expired", "aws sso login --profile work"),
        (refusal("RequestTimeTooSkewed"), "this machine's clock is wrong", "timedatectl set-ntp true"),
        (
            refusal("SignatureDoesNotMatch", message="Signature expired: 20261121T1 is now earlier than 20261121T2"),
            "this machine's clock is wrong",
            "timedatectl set-ntp true",
        ),
        (
            refusal("AccessDenied", operation="AssumeRole", message=f"User: x on resource: {ROLE}"),
            "a role that the profile leads through is refused",
            "mend role_arn of profile work",
        ),
        (refusal("InvalidClientTokenId"), "AWS does not know these credentials", "aws sso login --profile work"),
        (refusal("SignatureDoesNotMatch"), "AWS does not know these credentials", "aws sso login --profile work"),
        (aws.NoCredentialsError(), "there are no AWS credentials", "aws sso login --profile work"),
        (aws.PartialCredentialsError(provider="x", cred_var="y"), "not configured as it must be", "mend profile work"),
        (aws.InvalidConfigError(error_msg="x"), "not configured as it must be", "mend profile work"),
        (
            aws.InfiniteLoopConfigError(source_profile="work", visited_profiles=["work"]),
            "not configured as it must be",
            "mend profile work",
        ),
        (aws.CredentialRetrievalError(provider="x", error_msg="y"), "gave no credentials", "--profile work"),
        (CodeNeededError(provider="x", error_msg="y"), "wants a code of MFA", "get-caller-identity --profile work"),
        (aws.MissingDependencyException(msg="x"), "to the AWS CLI only", "export-credentials --profile work"),
        (aws.ProfileNotFound(profile="work"), "profile is not configured", "aws configure sso --profile work"),
        (aws.EndpointConnectionError(endpoint_url="https://x"), "AWS cannot be reached", "check the network"),
        (aws.ReadTimeoutError(endpoint_url="https://x"), "AWS cannot be reached", "check the network"),
        (aws.ProxyConnectionError(proxy_url="https://x"), "AWS cannot be reached", "HTTPS_PROXY"),
        (
            aws.SSLError(endpoint_url="https://x", error=ValueError("self-signed")),
            "AWS cannot be reached",
            "AWS_CA_BUNDLE",
        ),
        (refusal("AccessDenied"), "the caller may not do this", "another profile"),
        (refusal("Throttling"), "AWS is too busy", "wait some minutes"),
        (refusal("SlowDown", 503), "AWS is too busy", "wait some minutes"),
        (refusal("BadDigest"), "did not arrive as it was", "HTTPS_PROXY"),
        (aws.ClientError({}, "PutObject"), "AWS refuses a request", "mend what the message names"),
        (refusal("LimitExceeded"), "AWS refuses a request", "mend what the message names"),
    ],
)
def test_error__gets_its_problem_and_remedy(error: aws.BotoCoreError, problem: str, remedy: str) -> None:
    told = explain(error, WITH_PROFILE)
    assert problem in told.problem
    assert remedy in told.remedy


def test_refusal__shows_operation_code_and_message() -> None:
    assert explain(refusal("AccessDenied"), PLAIN).given == "GetCallerIdentity: AccessDenied: details"


def test_environment_without_a_profile__is_told_where_to_name_one() -> None:
    told = explain(aws.NoCredentialsError(), PLAIN)
    assert "group_vars/dev/main.yml" in told.remedy
    assert "AWS_ACCESS_KEY_ID" in told.remedy


def test_profile_of_the_shell__is_the_one_to_log_in_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "mine")
    assert explain(refusal("ExpiredToken"), PLAIN).remedy == "aws sso login --profile mine, then the same command again"


def test_keys_of_the_shell__count_before_its_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    told = explain(refusal("ExpiredToken"), PLAIN)
    assert told.remedy.startswith("export new AWS_ACCESS_KEY_ID")
    assert explain(refusal("ExpiredToken"), WITH_PROFILE).remedy.startswith("aws sso login --profile work")


@pytest.mark.parametrize("message", ["no", f"User: x is not authorized to perform: sts:AssumeRole on resource: {ROLE}"])
def test_role_of_the_environment_that_is_refused__is_told_with_its_setting(message: str) -> None:
    told = explain(refusal("AccessDenied", operation="AssumeRole", message=message), make_target(role_arn=ROLE))
    assert told.problem == "the caller may not take the environment's role"
    assert "mend aws_role_arn in group_vars/dev/main.yml" in told.remedy


def test_role_with_an_external_id__is_told_that_it_counts() -> None:
    told = explain(refusal("AccessDenied", operation="AssumeRole"), make_target(role_arn=ROLE, external_id="x"))
    assert "aws_external_id has to be the one" in told.remedy


def test_embedded_aws_that_is_down__is_told_how_to_start() -> None:
    told = explain(aws.EndpointConnectionError(endpoint_url="http://127.0.0.1:4580"), EMBEDDED)
    assert told.remedy == "bin/local up"


def test_error_in_a_block__is_told_in_words_and_keeps_its_cause() -> None:
    with pytest.raises(StackyardError, match="the caller may not do this") as caught, explaining(PLAIN):
        raise refusal("AccessDenied")
    assert isinstance(caught.value.__cause__, aws.ClientError)


@pytest.mark.parametrize(
    ("error", "about"),
    [
        (refusal("ValidationError"), True),
        (refusal("InsufficientCapabilitiesException"), True),
        (refusal("ExpiredToken", 403), False),
        (refusal("InvalidClientTokenId", 403), False),
        (refusal("AccessDenied", 403), False),
        (refusal("InternalFailure", 500), False),
    ],
)
def test_answer__is_told_from_what_the_session_or_the_service_is_at_fault_for(
    error: aws.ClientError, about: bool
) -> None:
    assert about_request(error) is about


@pytest.mark.parametrize("response", [{}, {"Error": {}}, {"Error": None}, {"Error": {"Code": None}}])
def test_answer_without_an_error__has_neither_code_nor_message_and_is_explained_all_the_same(
    response: dict[str, Any],
) -> None:
    error = refusal("")
    error.response = response  # type: ignore[assignment]  # what a proxy made of it
    assert (code_of(error), message_of(error)) == ("", "")
    assert about_request(error)
    assert explain(error, PLAIN).problem == "AWS refuses a request"


def test_library__reads_answers_that_are_errors_in_one_place() -> None:
    sources = (ROOT / "plugins").rglob("*.py")
    assert [str(path) for path in sources if ".response[" in path.read_text(encoding="utf-8")] == []


def test_server_of_another_partition__is_no_reason_to_empty_the_account() -> None:
    message = "Credential should be scoped to a valid region; the region 'eu-central-1' is wrong: this account is in x"
    told = explain(refusal("SignatureDoesNotMatch", message=message), EMBEDDED)
    assert "another partition" in told.problem
    assert "STACKYARD_LOCAL_PORT" in told.remedy
    assert "reset" not in told.remedy
