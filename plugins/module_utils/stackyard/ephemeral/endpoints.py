"""What a command is told of the copy that it runs for: variables of its process environment.

``STACKYARD_ENVIRONMENT``: the copy's name, which every command of ``bin/`` takes.
``STACKYARD_<SYSTEM>_<STACK>_<OUTPUT>``: every output of every stack, such as ``STACKYARD_SHOP_DATA_BUCKETNAME``.
``STACKYARD_<SYSTEM>_<STACK>_APIURL``: where a stack has the output ``ApiId``, the URL of its API, stage included.
``AWS_REGION``, ``AWS_DEFAULT_REGION``; ``AWS_PROFILE`` where the environment names one; credentials of its role where
it takes one; on the embedded AWS ``AWS_ENDPOINT_URL``, ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..plan.model import SYSTEM_TAG, StackState
from ..target import Target

_API, _STAGE = "ApiId", "StageName"
_OTHER_CREDENTIALS = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
_NO_NAME = re.compile(r"[^A-Z0-9]+")


def variables(target: Target, states: Mapping[str, StackState], environ: Mapping[str, str]) -> dict[str, str]:
    """Give the whole process environment of a command; ``states`` are the copy's stacks by name."""
    return {**_account(target, environ), "STACKYARD_ENVIRONMENT": target.environment, **_outputs(target, states)}


def _outputs(target: Target, states: Mapping[str, StackState]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, state in states.items():
        system = state.tags.get(SYSTEM_TAG, "")
        if not system or state.root or not name.startswith(f"{target.prefix}-"):
            continue
        stack = name.removeprefix(f"{target.prefix}-{system}-")
        found |= {_variable(system, stack, output): value for output, value in state.outputs.items()}
        if api := state.outputs.get(_API):
            url = f"{target.api_base(api).rstrip('/')}/{state.outputs.get(_STAGE, '')}".rstrip("/")
            found[_variable(system, stack, "ApiUrl")] = url
    return found


def _variable(*parts: str) -> str:
    return "_".join(["STACKYARD", *(_NO_NAME.sub("_", part.upper()) for part in parts)])


def _account(target: Target, environ: Mapping[str, str]) -> dict[str, str]:
    region = {"AWS_REGION": target.region, "AWS_DEFAULT_REGION": target.region}
    if not target.embedded and not target.role_arn:
        return {**environ, **region, **({"AWS_PROFILE": target.profile} if target.profile else {})}
    endpoint = {"AWS_ENDPOINT_URL": target.endpoint_url} if target.endpoint_url else {}
    return {**_without_credentials(environ), **region, **endpoint, **_credentials(target)}


def _without_credentials(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name not in _OTHER_CREDENTIALS}


def _credentials(target: Target) -> dict[str, str]:
    """Credentials of the embedded AWS, or of the environment's role, which end with its session."""
    credentials = target.session.get_credentials()
    assert credentials  # noqa: S101  # the target has set them
    given = credentials.get_frozen_credentials()
    named = {
        "AWS_ACCESS_KEY_ID": given.access_key,
        "AWS_SECRET_ACCESS_KEY": given.secret_key,
        "AWS_SESSION_TOKEN": given.token,
    }
    return {name: value for name, value in named.items() if value}
