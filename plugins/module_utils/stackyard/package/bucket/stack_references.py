"""Finds every artifact that a stack of the account may still need, so that pruning removes none of them.

A digest counts as used wherever it stands: in a template, in one of its parameters, in a change set that nobody has
executed yet, in a template or an earlier deployment that the bucket holds, in what this checkout packaged last. Where
that cannot be read, or is about to change, nothing may be removed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ...compose.model import PACKAGED
from ...errors import StackyardError
from ...refusals import code_of, message_of

TEMPLATES = "templates/"  # where templates lie that are too big for a request
DEPLOYMENTS = "deployments/"  # where deployments are kept that a rollback may go back to
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_ONLY_CHANGE_SETS = "REVIEW_IN_PROGRESS"
# Such a stack may go back to a template that nobody can read.
_MAY_GO_BACK = frozenset({"UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED", "IMPORT_ROLLBACK_FAILED"})
_PARALLEL_READS = 4  # CloudFormation allows few requests a second


def referenced_digests(cloudformation: Any, s3: Any, bucket: str, folders: Iterable[Path]) -> frozenset[str]:
    """Give the digests of all artifacts that stacks, change sets, templates in ``bucket`` and below ``folders`` name.

    Raises ``StackyardError`` when a stack is being changed, may go back to an older template, or cannot be read.
    """
    stacks = [stack for page in cloudformation.get_paginator("describe_stacks").paginate() for stack in page["Stacks"]]
    _refuse_unsettled(stacks)
    found = set[str]()
    with ThreadPoolExecutor(_PARALLEL_READS) as pool:
        for digests in pool.map(lambda stack: _of_stack(cloudformation, stack), stacks):
            found |= digests
        for digests in pool.map(lambda key: _of_object(s3, bucket, key), _template_keys(s3, bucket)):
            found |= digests
    return frozenset(found.union(*map(_of_files, folders)))


def _refuse_unsettled(stacks: list[Mapping[str, Any]]) -> None:
    unsettled = [
        f"{stack['StackName']} ({status})"
        for stack in stacks
        if (status := stack["StackStatus"]) in _MAY_GO_BACK
        or (status.endswith("_IN_PROGRESS") and status != _ONLY_CHANGE_SETS)
    ]
    if unsettled:
        raise StackyardError(
            "stacks are being changed, or may go back to an older template: what they need cannot be known",
            given=", ".join(sorted(unsettled)),
            remedy="wait for their end, or recover them by deploying again; then run the same command again",
        )


def _of_stack(cloudformation: Any, stack: Mapping[str, Any]) -> set[str]:
    """Give what one stack names; one that was deleted meanwhile names nothing."""
    texts = [json.dumps([stack.get("Parameters", []), stack.get("Outputs", [])])]
    name = stack["StackId"]
    try:
        if stack["StackStatus"] != _ONLY_CHANGE_SETS:
            texts.append(_template(cloudformation, StackName=name))
        pages = cloudformation.get_paginator("list_change_sets").paginate(StackName=name)
        for pending in (one for page in pages for one in page.get("Summaries", [])):
            texts += _of_change_set(cloudformation, name, pending)
    except ClientError as error:
        if "does not exist" in message_of(error):
            return set()
        raise _unreadable(f"stack {stack['StackName']}", error) from error
    return set(_digests("\n".join(texts)))


def _of_change_set(cloudformation: Any, stack: str, pending: Mapping[str, Any]) -> Iterator[str]:
    """Give the texts of a change set that may still be executed."""
    if pending.get("ExecutionStatus") in ("EXECUTE_COMPLETE", "OBSOLETE") or pending.get("Status") == "FAILED":
        return
    name = pending["ChangeSetId"]
    yield _template(cloudformation, StackName=stack, ChangeSetName=name)
    described = cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)
    yield json.dumps(described.get("Parameters", []))


def _template(cloudformation: Any, **of: str) -> str:
    body = cloudformation.get_template(TemplateStage="Original", **of)["TemplateBody"]
    return body if isinstance(body, str) else json.dumps(body)  # boto3 reads JSON by itself


def _template_keys(s3: Any, bucket: str) -> list[str]:
    pages = [
        page
        for prefix in (TEMPLATES, DEPLOYMENTS)
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    ]
    return [item["Key"] for page in pages for item in page.get("Contents", [])]


def _of_object(s3: Any, bucket: str, key: str) -> set[str]:
    try:
        return set(_digests(s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode(errors="replace")))
    except ClientError as error:
        if code_of(error) == "NoSuchKey":  # its time was over
            return set()
        raise _unreadable(f"{key} in the artifact bucket", error) from error


def _unreadable(what: str, error: ClientError) -> StackyardError:
    return StackyardError(
        f"{what} cannot be read: what it needs cannot be known",
        given=f"{error.operation_name}: {code_of(error)}: {message_of(error)}",
        remedy="prune with a role that may read every stack of the account and region, or let an administrator do it",
    )


def _of_files(folder: Path) -> set[str]:
    return {
        digest
        for path in folder.rglob(f"*{PACKAGED}")
        for digest in _digests(path.read_text(encoding="utf-8", errors="replace"))
    }


def _digests(text: str) -> list[str]:
    return _DIGEST.findall(text)
