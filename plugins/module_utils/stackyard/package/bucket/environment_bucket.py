"""Finds an environment's artifact bucket from outside of a playbook, or says in words why there is none yet.

Whoever packages before the first deployment has done nothing wrong: everything is built, and a sentence says why it is
not uploaded. A wrong account is another matter, and is refused before anything is read or written in its bucket.
"""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from ...embedded_commands import typed
from ...errors import StackyardError
from ...preflight import is_placeholder
from ...refusals import message_of, settings_file
from ...target import Target
from .artifact_bucket import ArtifactBucket
from .listed_bucket import listed, remember_name, remembered_name

_STACK, _OUTPUT = ("foundation", "base"), "ArtifactsBucket"
_CONNECT_SECONDS = 2


class NoBucketYet(Exception):  # noqa: N818 - no fault: the environment is not there yet
    """Raised with the sentence that says why an environment has no bucket."""


def artifact_bucket(target: Target, memory: Path | None = None) -> ArtifactBucket:
    """Give the bucket that the environment's foundation made.

    With ``memory``, a file, it may be one of which only the name was remembered: to be ``confirmed`` before anything
    is written. Raises ``NoBucketYet``, and ``StackyardError`` when the credentials are those of another account.
    """
    if is_placeholder(target.account):
        raise NoBucketYet(f"{target.environment} is not filled in yet, see {settings_file(target)}")
    if target.embedded and not _answers(target.endpoint_url):
        raise NoBucketYet(f"the embedded AWS does not run, start it by {typed('bin/local up', target)}")

    def ask() -> ArtifactBucket:
        asked = _asked(target)
        if memory:
            remember_name(target, memory, asked.name)
        return asked

    name = remembered_name(target, memory) if memory else ""
    return (listed(target, name, ask) if name else None) or ask()


def _asked(target: Target) -> ArtifactBucket:
    """Ask CloudFormation."""
    name = target.stack_name(*_STACK)
    try:
        stack = target.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" not in message_of(error):
            raise
        raise _not_deployed(target) from None
    _check_account(stack["StackId"], target)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", ())}
    if _OUTPUT not in outputs:
        raise _not_deployed(target)
    return ArtifactBucket(target.client("s3"), outputs[_OUTPUT])


def _answers(url: str) -> bool:
    """Whether anybody listens: boto3 would try again and again for half a minute."""
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname, place.port), timeout=_CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def _not_deployed(target: Target) -> NoBucketYet:
    return NoBucketYet(f"the environment is not deployed yet, run bin/deploy {target.environment}")


def _check_account(stack_id: str, target: Target) -> None:
    """Refuse a stack (by its ARN) of another account: the same name may be deployed there, too."""
    partition, account = stack_id.split(":")[1], stack_id.split(":")[4]
    if (account, partition) != (target.account, target.partition):
        raise StackyardError(
            f"these credentials are not of environment {target.environment}",
            given=f"account {account} in {partition}; the environment is {target.account} in {target.partition}",
            remedy=f"use credentials of account {target.account} (aws_profile in {settings_file(target)})",
        )
