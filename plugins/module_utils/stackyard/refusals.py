"""Puts what boto3 raises about credentials and connections into words that say what to type next.

Sooner or later everybody meets an expired session; a traceback through botocore helps nobody then.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as aws
from botocore.parsers import ResponseParserError

from .credentials import CodeNeededError
from .embedded_commands import typed
from .errors import StackyardError
from .target import Target

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_ELSEWHERE = "this account is in"  # what the embedded AWS says of requests for a region of another partition
_OWN_SERVER = "unset STACKYARD_LOCAL_PORT and STACKYARD_LOCAL_STATE, or name an environment of that partition"

WRONG = frozenset(
    {
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId",
        "AuthFailure",
        "IncompleteSignature",
    }
)
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})
BUSY = frozenset({"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"})
ALTERED = frozenset({"BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"})
_SERVER_ERROR = 500  # the first HTTP status of them
_SSO = (aws.SSOError, aws.UnauthorizedSSOTokenError, aws.TokenRetrievalError)
_LOGIN = (aws.LoginError, aws.LoginRefreshRequired, aws.LoginTokenLoadError)
# Signatures hold the time; where clocks differ by more than a few minutes, AWS says so by one of these.
_SKEWED = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"})
_SKEWED_WORDS = ("Signature expired", "Signature not yet current")
# What a profile says of itself, and cannot be followed.
_MISCONFIGURED = (
    aws.ConfigNotFound,
    aws.ConfigParseError,
    aws.InfiniteLoopConfigError,
    aws.InvalidConfigError,
    aws.PartialCredentialsError,
    aws.UnknownCredentialError,
)
_NEEDS_CLI = (aws.MissingDependencyException,)  # what botocore leaves to a library of the AWS CLI's
_CONFIG = "~/.aws/config or ~/.aws/credentials"
_UNREACHABLE = (
    aws.ConnectionError,
    aws.HTTPClientError,
    ResponseParserError,  # somebody else answers, such as the log-in page of a proxy
)
_TRUST = "where a proxy reads what goes to AWS, name the file of its certificates: export AWS_CA_BUNDLE=<file>"


@contextmanager
def explaining(target: Target) -> Iterator[None]:
    """Turn what boto3 raises in the block into the ``StackyardError`` that says what to do about it."""
    try:
        yield
    except (aws.BotoCoreError, aws.ClientError, ResponseParserError) as error:
        raise explain(error, target) from error


def explain(error: aws.BotoCoreError | aws.ClientError | ResponseParserError, target: Target) -> StackyardError:
    """Say what an AWS error means for whoever runs the command."""
    if isinstance(error, aws.ClientError):
        return explain_answer(error, target)
    given = (
        f"{type(error).__name__}: {' '.join(str(error).split())}"  # a credential_process ends what it says by a line
    )
    if found := _about_session(error, target):
        return StackyardError(found[0], given=given, remedy=found[1])
    if isinstance(error, _UNREACHABLE):
        remedy = _TRUST if isinstance(error, aws.SSLError) else reach(target)
        return StackyardError("AWS cannot be reached", given=given, remedy=remedy)
    return StackyardError("the AWS library reports a fault", given=given, remedy="run the same command again")


def _about_session(error: Exception, target: Target) -> tuple[str, str] | None:
    """Problem and remedy of an error that comes before any request: there is nothing to sign it with."""
    if isinstance(error, aws.ProfileNotFound):
        return (
            "the environment's profile is not configured on this machine",
            f"`aws configure sso --profile {target.profile or '<name>'}`, or another aws_profile in "
            f"{settings_file(target)}; AWS_PROFILE counts where that is empty",
        )
    if isinstance(error, _SSO):
        return "the session has expired", log_in(target)
    if isinstance(error, _LOGIN):
        return "the session has expired", log_in(target, "aws login")
    if isinstance(error, aws.NoCredentialsError):
        return "there are no AWS credentials", log_in(target)
    return _about_profile(error, target)


def _about_profile(error: Exception, target: Target) -> tuple[str, str] | None:
    """Problem and remedy where a profile is there, and gives no credentials."""
    named = target.profile or os.environ.get("AWS_PROFILE", "") or "default"
    asking = f"aws sts get-caller-identity --profile {named}"
    if isinstance(error, CodeNeededError):
        remedy = f"{asking}, which asks for it, then the same command again"
        return "the profile wants a code of MFA, and there is no terminal to ask on", remedy
    if isinstance(error, _NEEDS_CLI):
        exported = f'eval "$(aws configure export-credentials --profile {named} --format env)"'
        return "profiles of this kind give their credentials to the AWS CLI only", f"{exported}, with aws_profile empty"
    if isinstance(error, aws.CredentialRetrievalError):
        return "the profile gave no credentials", f"`{asking}` until it answers; what it runs stands in {_CONFIG}"
    if isinstance(error, _MISCONFIGURED):
        return "the profile is not configured as it must be", f"mend profile {named} in {_CONFIG}"
    return None


def explain_answer(error: aws.ClientError, target: Target) -> StackyardError:
    """Say what a service's refusal means."""
    code = code_of(error)
    given = f"{error.operation_name}: {code}: {message_of(error)}"
    if found := _about_caller(error, target):
        return StackyardError(found[0], given=given, remedy=found[1])
    if code in ALTERED:
        remedy = "run the same command again; where it stays, look at what stands between here and AWS (HTTPS_PROXY)"
        return StackyardError("what was sent to AWS did not arrive as it was", given=given, remedy=remedy)
    if code in BUSY or fault_of_service(error):
        remedy = "wait some minutes, then run the same command again"
        return StackyardError("AWS is too busy, or has a fault of its own", given=given, remedy=remedy)
    return StackyardError(
        "AWS refuses a request", given=given, remedy="mend what the message names, then run the same command again"
    )


def _about_caller(error: aws.ClientError, target: Target) -> tuple[str, str] | None:
    """Problem and remedy of a refusal that says something of who asks, not of what is asked for."""
    code = code_of(error)
    if code in _SKEWED or message_of(error).startswith(_SKEWED_WORDS):
        return (
            "this machine's clock is wrong",
            "set it, as `timedatectl set-ntp true` does, then the same command again",
        )
    if code in EXPIRED:
        return "the session has expired", log_in(target)
    if code in DENIED and error.operation_name == "AssumeRole":
        return _about_role(error, target)
    if code in WRONG:
        return _about_signature(error, target)
    if code in DENIED:
        return "the caller may not do this", "let the caller's role do it, or use another profile"
    return None


def _about_signature(error: aws.ClientError, target: Target) -> tuple[str, str]:
    if target.embedded and _ELSEWHERE in message_of(error):
        return "another partition's embedded AWS answers there", _OWN_SERVER
    return "AWS does not know these credentials", log_in(target)


def _about_role(error: aws.ClientError, target: Target) -> tuple[str, str]:
    """Problem and remedy of a role that is refused: the environment's, or one that a profile leads through."""
    message = message_of(error)
    if target.role_arn and (":role/" not in message or target.role_arn in message):
        return "the caller may not take the environment's role", _trust(target)
    named = target.profile or os.environ.get("AWS_PROFILE", "") or "default"
    remedy = f"let its trust policy name the caller, or mend role_arn of profile {named} or of its source_profile"
    return "a role that the profile leads through is refused", remedy


def _trust(target: Target) -> str:
    named = "; aws_external_id has to be the one that the policy asks for" if target.external_id else ""
    return f"let the role's trust policy name the caller, or mend aws_role_arn in {settings_file(target)}{named}"


def about_request(error: aws.ClientError) -> bool:
    """Whether an answer says something of the very request: not of the caller's session or rights, nor of a fault."""
    return not fault_of_service(error) and code_of(error) not in EXPIRED | WRONG | DENIED


def code_of(error: aws.ClientError) -> str:
    """The code of an answer that is an error; empty where it has none, as when a proxy answers in words of its own."""
    return str((error.response.get("Error") or {}).get("Code") or "")


def message_of(error: aws.ClientError) -> str:
    """The message of an answer that is an error; empty where it has none."""
    return str((error.response.get("Error") or {}).get("Message") or "")


def fault_of_service(error: aws.ClientError) -> bool:
    """Whether the service says that the fault is its own, whatever its code: its HTTP status is 500 or more."""
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= _SERVER_ERROR


def log_in(target: Target, command: str = "aws sso login") -> str:
    """What to type to get valid credentials; ``command`` is the one that begins such a session."""
    if target.embedded:
        return f"{typed('bin/local reset', target)}, then the same command again"
    if not target.profile and os.environ.get("AWS_ACCESS_KEY_ID"):  # counts before AWS_PROFILE
        return "export new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or unset all three"
    profile = target.profile or os.environ.get("AWS_PROFILE", "")
    if profile:
        return f"{command} --profile {profile}, then the same command again"
    return (
        f"{command} --profile <name>, and set aws_profile: <name> in {settings_file(target)}; "
        "or export AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
    )


def reach(target: Target) -> str:
    """What to type when nobody answers."""
    if target.embedded:
        return typed("bin/local up", target)
    return "check the network, the proxy (HTTPS_PROXY) and the region's name"


def settings_file(target: Target) -> str:
    """Where the environment's settings stand."""
    return f"group_vars/{target.environment}/main.yml"
