"""Refuses to touch an account that is not the one the environment names, before anything is read or written there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, UnknownRegionError

from .errors import StackyardError
from .refusals import explaining, settings_file
from .target import Target

PLACEHOLDER = "REPLACE-ME"
_WIDTH = 74  # columns, where a run indents its lines
_ALIAS = 8  # of an alias are shown in any case


def check_placeholders(variables: Mapping[str, Any], environment: str, root: Path) -> None:
    """Refuse settings that nobody has filled in yet, all of them at once.

    ``variables`` are the host's variables as the inventory gives them. Raises ``StackyardError`` naming file and line.
    """
    unfilled = sorted(name for name, value in variables.items() if is_placeholder(value))
    if not unfilled:
        return
    places = [f"{name} ({place_of(name, environment, root)}): {variables[name]}" for name in unfilled]
    raise StackyardError(
        f"environment {environment} is not filled in yet",
        given="\n    ".join(["", *places]) if len(places) > 1 else places[0],
        remedy="put your own values there, then run the same command again; the local environment needs none",
    )


def is_placeholder(value: object) -> bool:
    """Whether a setting still is what the kit ships."""
    return isinstance(value, str) and value.startswith(PLACEHOLDER)


def place_of(name: str, environment: str, root: Path) -> str:
    """File and line where an environment sets a variable."""
    pattern = re.compile(rf"^{re.escape(name)}\s*:")
    for path in sorted((root / "group_vars" / environment).glob("*.yml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.match(line):
                return f"{path.relative_to(root)}:{number}"
    return f"group_vars/{environment}/"


def check_settings(target: Target, partition_of: Callable[[str], str]) -> None:
    """Refuse an account id that is none and a region of another partition. Makes no call."""
    # YAML makes a number of digits without quotes, and drops the zeros that an account may begin with.
    if not isinstance(target.account, str) or not re.fullmatch(r"\d{12}", target.account):
        raise StackyardError(
            "the account id is not 12 digits in quotes",
            given=f"aws_account_id: {target.account}",
            remedy=f'write it as a string, "123456789012", in {settings_file(target)}',
        )
    try:
        partition = partition_of(target.region)
    except UnknownRegionError:
        raise StackyardError(
            "there is no region of this name",
            given=f"aws_region: {target.region}",
            remedy="mend aws_region of the host in inventory.yml",
        ) from None
    if partition != target.partition:
        group = partition.replace("-", "_")
        raise StackyardError(
            f"region {target.region} is not in partition {target.partition}",
            given=f"it is in {partition}",
            remedy=f"move the host below {group} in inventory.yml, or mend its aws_region; if it stands there, mend "
            f"aws_partition in group_vars/{group}.yml",
        )
    if target.role_arn:
        check_role(target)


def check_role(target: Target) -> None:
    """Refuse a role that cannot lead to the environment: of another account or partition."""
    partition, account = itemgetter(1, 4)(target.role_arn.split(":"))
    if (partition, account) != (target.partition, target.account):
        raise StackyardError(
            f"the role is not of environment {target.environment}",
            given=f"aws_role_arn: {target.role_arn}; the environment is account {target.account} in {target.partition}",
            remedy=f"name a role of that account in {settings_file(target)}; no role leads into another partition",
        )


def alias_of(iam: Any) -> str:
    """Give the account's alias; "-" where it has none, or the caller may not know."""
    try:
        return next(iter(iam.list_account_aliases()["AccountAliases"]), "-")
    except (BotoCoreError, ClientError):
        return "-"


def banner(target: Target, caller: str, alias: str) -> list[str]:
    """Say on lines of a terminal's width where a command is about to work, and as whom; ``caller`` is an ARN."""
    if target.embedded:
        return [f"{target.environment}: the embedded AWS, {target.region} ({target.partition})"]
    before, after = f"{target.environment}: account {target.account}", f"{target.region}, partition {target.partition}"
    named = _shortened(alias, max(_WIDTH - len(f"{before} (), {after}"), _ALIAS))  # of all of it, that can be spared
    return [f"{before} ({named}), {after}", _shortened(f"caller: {caller.split(':', maxsplit=5)[-1]}", _WIDTH)]


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def announce(target: Target, tell: Callable[[str], None]) -> None:
    """Say where a command outside of playbooks is about to write, by its ``banner``; raises ``StackyardError``.

    Nothing is said of the embedded AWS, nor of an account that nobody filled in: nothing is written there.
    """
    if target.embedded or is_placeholder(target.account):
        return
    with explaining(target):
        caller = target.client("sts").get_caller_identity()
    check_caller(target, caller)
    for line in banner(target, caller["Arn"], alias_of(target.client("iam"))):
        tell(line)


def check_caller(target: Target, caller: Mapping[str, str]) -> None:
    """Refuse a caller (an STS ``get_caller_identity`` answer) of another account or partition."""
    partition = caller["Arn"].split(":")[1]
    if (caller["Account"], partition) == (target.account, target.partition):
        return
    profile = f"profile {target.profile}" if target.profile else "no profile, boto3's own order"
    profile += f", role {target.role_arn}" if target.role_arn else ""
    raise StackyardError(
        f"these credentials are not of environment {target.environment}",
        given=f"caller {caller['Arn']} ({profile}); the environment is account {target.account} in {target.partition}",
        remedy=f"use credentials of account {target.account} (aws_profile in {settings_file(target)})",
    )
