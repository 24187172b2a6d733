"""What an account has under names that begin as an environment's do: the proof that no tag is needed for.

A tag can be missing: services make log groups that nobody tags, and some resources take no tags. Names cannot, as the
kit makes all of them begin with the environment's prefix, and CloudFormation lets them begin with their stack's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError, UnknownServiceError

from ..apply.asking import ask, passing
from ..apply.side_by_side import AT_ONCE
from ..apply.workshop import Workshop
from ..availability import is_absent
from ..refusals import code_of
from .consent import FOUNDATION


@dataclass(frozen=True)
class Named:
    """Something by its name: ``what`` it is, in words."""

    what: str
    name: str

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


@dataclass(frozen=True)
class Names:
    """What was found, and what could not be looked at, with the reason."""

    found: tuple[Named, ...]
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lister:
    """How to list things of one kind: ``read`` takes a client and the prefix and gives names, others' among them.

    What knows no regions is ``everywhere``: an environment of several regions has the same names in each. ``several``
    is a plural without s.
    """

    what: str
    service: str
    read: Callable[[Any, str], Iterable[str]]
    everywhere: bool = False
    several: str = ""

    def unseen(self, why: str) -> str:
        """Say that none of them could be looked for: "policies: AccessDenied"."""
        return f"{self.several or f'{self.what}s'}: {why}"


def _pages(operation: str, key: str, name: str = "", **fixed: Any) -> Callable[[Any, str], Iterator[str]]:
    """List by a paginator; ``fixed`` arguments may hold ``{}`` for the prefix. Without ``name`` entries are texts."""

    def read(client: Any, prefix: str) -> Iterator[str]:
        given = {one: value.format(prefix) if isinstance(value, str) else value for one, value in fixed.items()}
        for page in client.get_paginator(operation).paginate(**given):
            yield from (entry[name] if name else entry for entry in page.get(key) or ())

    return read


def _buckets(s3: Any, prefix: str) -> Iterator[str]:
    here = s3.meta.region_name
    yield from (name for name, region in _regions_of_buckets(s3, prefix) if region == here)


def _regions_of_buckets(s3: Any, prefix: str) -> Iterator[tuple[str, str]]:
    """All buckets of an account, in whatever region; S3 tells regions only where it is asked for something special."""
    for page in s3.get_paginator("list_buckets").paginate(Prefix=prefix):
        for bucket in page.get("Buckets") or ():
            yield bucket["Name"], bucket.get("BucketRegion", s3.meta.region_name)


def _stacks(cloudformation: Any, prefix: str) -> Iterator[str]:
    del prefix
    for page in cloudformation.get_paginator("describe_stacks").paginate():
        yield from (stack["StackName"] for stack in page["Stacks"] if stack["StackStatus"] != "DELETE_COMPLETE")


def _state_machines(states: Any, prefix: str) -> Iterator[str]:
    del prefix
    for page in states.get_paginator("list_state_machines").paginate():
        for machine in page["stateMachines"]:
            # One that is deleted is listed until its last execution is over.
            told = states.describe_state_machine(stateMachineArn=machine["stateMachineArn"])
            if told.get("status") != "DELETING":
                yield machine["name"]


def _all_of(operation: str, key: str, name: str, **fixed: Any) -> Callable[[Any, str], Iterator[str]]:
    """List by an operation that has no paginator, with its ``NextToken``."""

    def read(client: Any, prefix: str) -> Iterator[str]:
        del prefix
        more: dict[str, Any] = {}
        while True:
            told = getattr(client, operation)(**fixed, **more)
            yield from (entry[name] if name else entry for entry in told.get(key) or ())
            if not told.get("NextToken"):
                return
            more = {"NextToken": told["NextToken"]}

    return read


LISTERS = (
    Lister("stack", "cloudformation", _stacks),
    Lister("bucket", "s3", _buckets),
    Lister("log group", "logs", _pages("describe_log_groups", "logGroups", "logGroupName", logGroupNamePattern="{}")),
    Lister("function", "lambda", _pages("list_functions", "Functions", "FunctionName")),
    Lister("layer", "lambda", _pages("list_layers", "Layers", "LayerName")),
    Lister("event source", "lambda", _pages("list_event_source_mappings", "EventSourceMappings", "FunctionArn")),
    Lister("role", "iam", _pages("list_roles", "Roles", "RoleName"), everywhere=True),
    Lister("policy", "iam", _pages("list_policies", "Policies", "PolicyName", Scope="Local"), True, "policies"),
    Lister("REST API", "apigateway", _pages("get_rest_apis", "items", "name")),
    Lister("API key", "apigateway", _pages("get_api_keys", "items", "name", nameQuery="{}")),
    Lister("usage plan", "apigateway", _pages("get_usage_plans", "items", "name")),
    Lister("queue", "sqs", _pages("list_queues", "QueueUrls", QueueNamePrefix="{}")),
    Lister("topic", "sns", _pages("list_topics", "Topics", "TopicArn")),
    Lister("table", "dynamodb", _pages("list_tables", "TableNames")),
    Lister("state machine", "stepfunctions", _state_machines),
    Lister("schedule", "scheduler", _pages("list_schedules", "Schedules", "Name")),
    Lister("schedule group", "scheduler", _pages("list_schedule_groups", "ScheduleGroups", "Name")),
    Lister("event rule", "events", _pages("list_rules", "Rules", "Name", NamePrefix="{}")),
    Lister("alarm", "cloudwatch", _pages("describe_alarms", "MetricAlarms", "AlarmName", AlarmNamePrefix="{}")),
    Lister("parameter", "ssm", _pages("describe_parameters", "Parameters", "Name")),
    Lister("secret", "secretsmanager", _pages("list_secrets", "SecretList", "Name")),
    Lister("alias of a key", "kms", _pages("list_aliases", "Aliases", "AliasName"), several="aliases of keys"),
    Lister(
        "mail identity",
        "sesv2",
        _all_of("list_email_identities", "EmailIdentities", "IdentityName"),
        several="mail identities",
    ),
    Lister("configuration set", "sesv2", _all_of("list_configuration_sets", "ConfigurationSets", "")),
)


def names_of(
    workshop: Workshop,
    prefix: str,
    neighbours: Collection[str] = (),
    *,
    everywhere: bool = True,
    listers: Collection[Lister] = LISTERS,
) -> Names:
    """Find everything whose name begins with ``prefix`` and a dash.

    ``neighbours`` are longer prefixes of environments that are none of this one. Without ``everywhere`` only what
    belongs to the target's region is looked at; nor is anything else where another region has an environment of the
    same name, as nobody can tell whose it is: that is said. A service that the partition does not have holds nothing.
    """
    regions_of, partition = workshop.target.session.get_available_regions, workshop.target.partition
    listers = [
        lister
        for lister in listers
        if (everywhere or not lister.everywhere) and not is_absent(lister.service, partition, regions_of)
    ]
    shared = [lister for lister in listers if lister.everywhere]
    twins = _regions_of_twins(workshop) if shared else []
    listers = [lister for lister in listers if not (twins and lister.everywhere)]
    with ThreadPoolExecutor(AT_ONCE, "names") as pool:
        answers = list(pool.map(lambda lister: _listed(workshop, lister, prefix), listers))
    found = [
        Named(lister.what, name)
        for lister, (names, _) in zip(listers, answers, strict=True)
        for name in names
        if is_of(name, prefix, neighbours)
    ]
    unseen = tuple(lister.unseen(why) for lister, (_, why) in zip(listers, answers, strict=True) if why)
    why = f"{workshop.target.environment} is in {', '.join(twins)}, too, and has the same names there"
    return Names(tuple(found), (*unseen, *(lister.unseen(why) for lister in shared if twins)))


def _regions_of_twins(workshop: Workshop) -> list[str]:
    """Other regions that have an environment of the same name, by the bucket that each foundation has."""
    target = workshop.target
    listed = Lister("bucket", "s3", lambda s3, prefix: (region for _, region in _regions_of_buckets(s3, prefix)))
    regions, _ = _listed(workshop, listed, target.stack_name(*FOUNDATION))
    return sorted({*regions} - {target.region})


def is_of(name: str, prefix: str, neighbours: Collection[str] = ()) -> bool:
    """Whether a name, an ARN, a URL or a path holds ``prefix`` as the beginning of a part, and no neighbour's."""

    def holds(one: str) -> bool:
        return bool(re.search(rf"(?:^|[^A-Za-z0-9-]){re.escape(one)}-", name, re.IGNORECASE))

    copy = prefix.removeprefix("stackyard-")
    address = bool(re.search(rf"\+{re.escape(copy)}@", name))
    return address or (holds(prefix) and not any(holds(other) for other in neighbours if other != prefix))


def prefixes_of(workshop: Workshop, only: Collection[str]) -> list[str]:
    """What the names of the environment begin with, or of some systems of it."""
    prefix = workshop.target.prefix
    return [f"{prefix}-{system}" for system in sorted(only)] or [prefix]


def _listed(workshop: Workshop, lister: Lister, prefix: str) -> tuple[list[str], str]:
    """Names of one kind; where the service does not answer the caller, none and the reason."""
    try:
        client = workshop.target.client(lister.service)
        return ask(workshop, lambda: list(lister.read(client, f"{prefix}-"))), ""
    except ClientError as error:
        if passing(error):
            raise
        return [], code_of(error) or str(error)
    except (EndpointConnectionError, UnknownServiceError) as error:
        return [], type(error).__name__
